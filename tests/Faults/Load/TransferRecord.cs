namespace OrleansSaga.Faults;

/// <summary>One transfer: what its client asked for, and what the server has promised it so far.</summary>
internal sealed record TransferRecord(string Gid, string Mode, string Payer, string Payee)
{
    /// <summary>True once a call has been answered with 200: from there on the server must not forget it.</summary>
    public bool IsAcknowledged { get; set; }

    /// <summary>The end that its client has asked for, whether it was answered or not: succeed or failed; null before.</summary>
    public string? Asked { get; set; }

    /// <summary>How it must end, once that cannot change any more; null before.</summary>
    public string? Promised { get; set; }

    /// <summary>How the client leaves it.</summary>
    public Conduct Conduct { get; init; } = Conduct.Regular;

    /// <summary>After how many seconds the server stops waiting for a client that it has not heard of.</summary>
    public int TimeoutSeconds { get; init; } = 60;

    /// <summary>In cents.</summary>
    public long Amount { get; init; } = 1;
}
