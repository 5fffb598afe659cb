using OrleansSaga.Benchmarks.Cli;
using OrleansSaga.Benchmarks.Laboratory;
using OrleansSaga.Benchmarks.Reports;

namespace OrleansSaga.Benchmarks.Commands;

/// <summary>What <c>saga</c> is to measure.</summary>
internal sealed record SagaOptions(Store[] Stores, string[] Modes, int[] Clients, int Seconds, int WarmUpSeconds, int Runs, bool[] WaitResult, bool[] Concurrent, int Rate, string? JsonFile)
{
    /// <summary>Every combination that is to be measured.</summary>
    public IEnumerable<SagaLoad> Loads =>
        from mode in Modes
        from clients in Clients
        from waitResult in WaitResult
        from concurrent in Concurrent
        select new SagaLoad(mode, clients, Rate, waitResult, concurrent);

    public static SagaOptions Read(CommandOptions line) => new(
        Laboratory.Stores.Parse(line.Text("store", "postgres,sqlite")),
        ReadModes(line.Text("mode", "saga")),
        line.Numbers("clients", "1,16,64,256"),
        line.Number("seconds", 8),
        line.Number("warm-up", 3, least: 0),
        line.Number("runs", 5),
        Switch(line, "wait-result"),
        Switch(line, "concurrent"),
        line.Number("open-loop", 0),
        line.Text("json"));

    private static string[] ReadModes(string text)
    {
        string[] known = ["saga", "saga-grpc", "msg", "tcc", "xa"];
        var modes = text == "all" ? known : text.Split(',');
        return Array.Find(modes, mode => !known.Contains(mode)) is { } unknown
            ? throw new UsageException($"--mode takes {string.Join(", ", known)} or all, not '{unknown}'.")
            : modes;
    }

    private static bool[] Switch(CommandOptions line, string key) => line.Text(key) switch
    {
        null or "false" => [false],
        "true" => [true],
        "both" => [false, true],
        var other => throw new UsageException($"--{key} takes true, false or both, not '{other}'."),
    };
}
