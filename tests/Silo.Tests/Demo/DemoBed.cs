using OrleansSaga.Silo.Demo;

namespace OrleansSaga.Silo.Tests;

/// <summary>A folder for demo runs, one after the other, on ports that are free, and everything that they said.</summary>
internal sealed class DemoBed : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("demo-tests-");

    public string Output { get; private set; } = "";

    public string Errors { get; private set; } = "";

    public string DataFolder => Path.Combine(_folder.FullName, "data");

    public DemoOptions Options(params IReadOnlyList<DemoScenario> scenarios) => new()
    {
        Configuration = ["--contentRoot", _folder.FullName, "--OrleansSaga:Api:HttpPort", "0"],
        Length = TimeSpan.FromMilliseconds(600),
        SettleTime = TimeSpan.Zero,
        Pace = TimeSpan.FromMilliseconds(50),
        Scenarios = scenarios.Count == 0 ? DemoScenario.All : scenarios,
        NorthPort = 0,
        SouthPort = 0,
    };

    public async Task<int> RunAsync(DemoOptions options)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        using var log = new DemoLog(errors);
        try
        {
            return await DemoRun.RunAsync(options, new PlainReport(output), log, TestContext.Current.CancellationToken);
        }
        finally
        {
            Output = output.ToString();
            Errors = errors.ToString();
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
