using OrleansSaga.Benchmarks.Processes;

namespace OrleansSaga.Benchmarks.Load;

/// <summary>The load generator's process: one plan a line in, one result a line out.</summary>
internal static class LoadCommand
{
    public static int Run()
    {
        ChildSide.Say(new Ready([]));
        while (ChildSide.ReadCommand() is { } line)
        {
            using var run = new LoadRun(Wire.Read<LoadPlan>(line));
            ChildSide.Say(run.Run());
        }
        return 0;
    }
}
