using System.Globalization;

namespace OrleansSaga.Silo.Demo;

/// <summary>Tells the user what happens.</summary>
internal interface IDemoReport
{
    /// <summary>Everything runs.</summary>
    void Begun(DemoFacts facts);

    /// <summary>A transfer has ended. Called from many threads.</summary>
    void Ended(TransferEnd end);

    /// <summary>Shows the state as it changes, until <paramref name="done"/>. Must not throw because of it.</summary>
    Task ShowAsync(DemoFacts facts, CancellationToken done);

    /// <summary>The demo is over.</summary>
    void Over(DemoSummary summary);
}

/// <summary>What is known once everything runs.</summary>
/// <param name="Server">The server's address.</param>
/// <param name="Folder">Where journal and banks are.</param>
/// <param name="ExampleGid">A gid to ask for.</param>
/// <param name="Resumed">How many transfers of an earlier run were found unfinished.</param>
/// <param name="Notices">What did not go as usual.</param>
/// <param name="Board">What happens.</param>
/// <param name="Banks">The money.</param>
internal sealed record DemoFacts(
    Uri Server, string Folder, string ExampleGid, int Resumed, IReadOnlyList<string> Notices, DemoBoard Board, DemoBanks Banks)
{
    /// <summary>Commands to try in another terminal.</summary>
    public IReadOnlyList<string> Commands =>
    [
        $"curl -s '{Server}api/dtmsvr/query?gid={ExampleGid}'",
        $"curl -s '{Server}api/v1/transactions/{ExampleGid}'",
        $"curl -s '{Server}api/dtmsvr/all?limit=5'",
        string.Create(CultureInfo.InvariantCulture, $"kill -9 {Environment.ProcessId}   (then start the demo again: nothing is lost)"),
    ];

    /// <summary>How many transfers of the last run go on; null when there are none.</summary>
    public string? ResumedText => Resumed switch
    {
        0 => null,
        1 => "resuming 1 transfer from the last run",
        _ => $"resuming {Resumed} transfers from the last run",
    };
}
