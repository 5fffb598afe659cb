using OrleansSaga.Benchmarks.Cli;
using OrleansSaga.Benchmarks.Laboratory;

namespace OrleansSaga.Benchmarks.Commands;

/// <summary>What <c>saga</c> is to measure.</summary>
internal sealed record SagaOptions(Store[] Stores, int[] Clients, int Seconds, int WarmUpSeconds, int Runs, bool[] WaitResult, bool[] Concurrent, int Rate, string? JsonFile)
{
    public static SagaOptions Read(CommandOptions line) => new(
        Laboratory.Stores.Parse(line.Text("store", "postgres,sqlite")),
        line.Numbers("clients", "1,16,64,256"),
        line.Number("seconds", 8),
        line.Number("warm-up", 3, least: 0),
        line.Number("runs", 5),
        Switch(line, "wait-result"),
        Switch(line, "concurrent"),
        line.Number("open-loop", 0),
        line.Text("json"));

    private static bool[] Switch(CommandOptions line, string key) => line.Text(key) switch
    {
        null or "false" => [false],
        "true" => [true],
        "both" => [false, true],
        var other => throw new UsageException($"--{key} takes true, false or both, not '{other}'."),
    };
}
