namespace OrleansSaga.EndToEnd.Tests;

/// <summary>One transfer, and what the server has promised its client so far.</summary>
internal sealed record TransferRecord(string Gid, string Mode, string Payer, string Payee)
{
    /// <summary>True once a call has been answered with 200: from there on the server must not forget it.</summary>
    public bool IsAcknowledged { get; set; }

    /// <summary>How it must end, once that cannot change any more; null before.</summary>
    public string? Promised { get; set; }

    /// <summary>How the client leaves it.</summary>
    public Conduct Conduct { get; init; } = Conduct.Regular;

    /// <summary>After how many seconds the server stops waiting for a client that it has not heard of.</summary>
    public int TimeoutSeconds { get; init; } = 60;

    /// <summary>In cents.</summary>
    public long Amount { get; init; } = 1;
}

/// <summary>How a client behaves.</summary>
internal enum Conduct
{
    /// <summary>Does all that it should.</summary>
    Regular,

    /// <summary>Does the first half of its work, and is not heard of again.</summary>
    LeavesInTheMiddle,

    /// <summary>Registers its second branch, and gives up without calling it.</summary>
    GivesUpBeforeTheTry,

    /// <summary>Gives up, and then a call arrives that was sent before.</summary>
    SendsALateTry,
}
