using System.Globalization;

namespace OrleansSaga.Faults.Tests;

/// <summary>The fault driver with a fresh seed: a minute or two of what nobody thought of. A seed that fails becomes a test of its own.</summary>
public sealed class FaultRunTests
{
    private const string SeedVariable = "ORLEANSSAGA_FAULT_SEED";
    private const string SecondsVariable = "ORLEANSSAGA_FAULT_SECONDS";
    private const string SilosVariable = "ORLEANSSAGA_FAULT_SILOS";

    [Fact(Timeout = 30 * 60_000)]
    public async Task Run_FreshSeed_BreaksNoPromise()
    {
        PostgresRequired.OrSkip();
        var isCi = Environment.GetEnvironmentVariable("CI") == "true";
        var options = new FaultRunOptions
        {
            Seed = Number(SeedVariable) ?? Random.Shared.Next(),
            Length = TimeSpan.FromSeconds(Number(SecondsVariable) ?? (isCi ? 120 : 20)),
            Silos = Number(SilosVariable) ?? 3,
        };
        using var output = new StringWriter();
        Write($"{SeedVariable}={options.Seed}");

        var report = await FaultRun.RunAsync(options, output, TestContext.Current.CancellationToken);

        Write(report.ToString());
        Assert.True(report.Violations.Count == 0, report.ToString());
        Assert.All(TransferPlan.Modes, mode => Assert.Contains(report.Transfers, count => count.Mode == mode && count.Succeeded > 0 && count.Failed > 0));
    }

    private static int? Number(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;

    private static void Write(string line) => TestContext.Current.TestOutputHelper?.WriteLine(line);
}
