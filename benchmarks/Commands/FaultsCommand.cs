using OrleansSaga.Benchmarks.Cli;
using OrleansSaga.Faults;

namespace OrleansSaga.Benchmarks.Commands;

/// <summary>The fault driver (tests/Faults): measures nothing, and finds out whether anything is lost.</summary>
internal static class FaultsCommand
{
    public static Task<int> RunAsync(CommandOptions line, CancellationToken stop)
    {
        var options = new FaultRunOptions
        {
            Seed = line.Number("seed", Random.Shared.Next(), least: 0),
            Length = TimeSpan.FromMinutes(line.Number("minutes", 2)),
            Silos = line.Number("silos", 3),
            Clients = line.Number("clients", 12),
        };
        var json = line.Text("json");
        line.RefuseUnknown();
        return FaultCommand.RunAsync(options, json, stop);
    }
}
