using OrleansSaga.Samples.Bank;

namespace OrleansSaga.Silo.Demo;

/// <summary>A kind of transfer: what goes wrong in it on purpose, and how it must end all the same.</summary>
/// <param name="Key">Its name within gids; lower-case letters only.</param>
/// <param name="Title">What a reader of the table is told.</param>
/// <param name="Ending">The final status that it must reach: succeed or failed.</param>
internal sealed record DemoScenario(string Key, string Title, string Ending)
{
    /// <summary>What the receiving bank does wrong when it is to take the money in; null for nothing.</summary>
    public BankFault? Fault { get; init; }

    /// <summary>A second payer takes part, who does not have the money.</summary>
    public bool SecondPayerIsPoor { get; init; }

    /// <summary>Seconds after which the transfer is given up and undone; 0 for never.</summary>
    public int TimeoutToFail { get; init; }

    /// <summary>Longest time for a call to a bank in seconds; 0 for the server's default.</summary>
    public int RequestTimeout { get; init; }

    /// <summary>All that the demo plays, in the order in which the first ones start: what takes long comes early, so that a short run has it too.</summary>
    public static IReadOnlyList<DemoScenario> All { get; } =
    [
        new("plain", "all goes well", DtmStatus.Succeed),
        new("late", "bank hangs: time-out", DtmStatus.Failed)
        {
            Fault = new BankFault(BankFaultKind.Hold) { Times = 100 },
            TimeoutToFail = 2,
            RequestTimeout = 1,
        },
        new("poor", "too little money", DtmStatus.Failed) { SecondPayerIsPoor = true },
        new("error", "bank answers 500 first", DtmStatus.Succeed) { Fault = new BankFault(BankFaultKind.Fail) },
        new("ongoing", "bank says ONGOING first", DtmStatus.Succeed) { Fault = new BankFault(BankFaultKind.Ongoing) { Times = 2 } },
        new("lost", "answer of a bank is lost", DtmStatus.Succeed) { Fault = new BankFault(BankFaultKind.Fail) { AfterEffect = true } },
    ];

    /// <summary>
    /// Whether <paramref name="status"/> is a right ending. A transfer that outlived its server may have found the bank healthy
    /// again, because faults are not stored: one that should have timed out may succeed then, but never end in between.
    /// </summary>
    public bool Accepts(string status, bool resumed) =>
        status == Ending || (resumed && Fault is { Kind: BankFaultKind.Hold } && status == DtmStatus.Succeed);
}
