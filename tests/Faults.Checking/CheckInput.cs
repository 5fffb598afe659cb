namespace OrleansSaga.Faults.Checking;

/// <summary>What a check reads. The load must have been stopped before, so that all it began is in <paramref name="Asked"/>; silos may still run.</summary>
/// <param name="JournalConnectionString">The PostgreSQL database of the journal.</param>
/// <param name="Banks">All banks that took part.</param>
/// <param name="Asked">Every transaction that the load began, whatever came of it.</param>
public sealed record CheckInput(
    string JournalConnectionString,
    IReadOnlyList<BankSource> Banks,
    IReadOnlyList<AskedTransaction> Asked)
{
    /// <summary>Whether there was time enough for everything to end: what is open then, and not parked in sight, is a violation.</summary>
    public bool EverythingShouldHaveEnded { get; init; } = true;

    /// <summary>How long a due time may have passed, by the database's clock, before somebody should have come. Silos whose clocks were put back on purpose set due times that much earlier: add it. Default one minute.</summary>
    public TimeSpan OverdueAfter { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How many transactions may be parked that were not poisoned on purpose. Default 10.</summary>
    public int MostParked { get; init; } = 10;
}

/// <summary>One bank of samples/Bank whose books are in PostgreSQL.</summary>
/// <param name="Name">How violations call it.</param>
/// <param name="ConnectionString">Its database.</param>
public sealed record BankSource(string Name, string ConnectionString);
