namespace OrleansSaga.Grains;

/// <summary>Tells listeners that a transaction has changed. What it says is durable; that it arrives is not promised.</summary>
/// <param name="Gid">Global transaction id.</param>
/// <param name="Instance">Life of the gid.</param>
/// <param name="Version">Version of the record: a listener that misses one has missed a notice.</param>
/// <param name="Mode">Transaction mode.</param>
/// <param name="Status">Status after the change.</param>
/// <param name="Happened">Names of the record's events, as the history shows them, in order.</param>
/// <param name="At">When it was decided (database time, UTC).</param>
/// <param name="Silo">Name of the silo that wrote it.</param>
[GenerateSerializer, Immutable, Alias("orleanssaga.TransactionNotice")]
public sealed record TransactionNotice(
    [property: Id(0)] string Gid,
    [property: Id(1)] Guid Instance,
    [property: Id(2)] long Version,
    [property: Id(3)] TransactionMode Mode,
    [property: Id(4)] TransactionStatus Status,
    [property: Id(5)] IReadOnlyList<string> Happened,
    [property: Id(6)] DateTimeOffset At,
    [property: Id(7)] string Silo);
