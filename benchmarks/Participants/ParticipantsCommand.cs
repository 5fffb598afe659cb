using OrleansSaga.Benchmarks.Cli;
using OrleansSaga.Benchmarks.Processes;

namespace OrleansSaga.Benchmarks.Participants;

/// <summary>The participants' process: <c>report</c> and <c>reset</c> on standard input.</summary>
internal static class ParticipantsCommand
{
    public static int Run(CommandOptions line)
    {
        var listeners = line.Number("listeners", 1);
        line.RefuseUnknown();
        using var server = new ParticipantServer(listeners);
        var serving = new Thread(server.Run) { IsBackground = true, Name = "participants" };
        serving.Start();
        ChildSide.Say(new Ready(server.Urls));
        while (ChildSide.ReadCommand() is { } command)
        {
            if (command == "reset")
                server.Counted.Reset();
            ChildSide.Say(server.Counted.Report());
        }
        server.Stop();
        serving.Join();
        return 0;
    }
}
