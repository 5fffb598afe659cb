namespace OrleansSaga.Grains.Journal;

/// <summary>One fenced write of one transaction. The closed family: <see cref="CreateWrite"/>, <see cref="AppendWrite"/>, <see cref="CheckWrite"/>, <see cref="PushWrite"/>.</summary>
/// <param name="Gid">Global transaction id.</param>
/// <param name="Instance">The life of the gid that the writer believes in (a UUIDv7).</param>
public abstract record JournalWrite(string Gid, Guid Instance)
{
    /// <summary>How many bytes the write adds to a batch, about; batches are limited by count and by bytes.</summary>
    public virtual int SizeBytes => 64;
}

/// <summary>Creates the gid: hot row, first record (version 1), listing row, tags and side rows, all or nothing. Conflict when the gid has a row or a tombstone.</summary>
public sealed record CreateWrite(
    string Gid,
    Guid Instance,
    HotState Hot,
    JournalRecord Record,
    ListingRow Listing,
    IReadOnlyList<SideRow> SideRows) : JournalWrite(Gid, Instance)
{
    /// <inheritdoc/>
    public override int SizeBytes => 512 + (2 * (Listing.CustomData?.Length ?? 0)) + Record.Body.Length + SideRows.Sum(row => row.Data.Length);
}

/// <summary>Appends one record as version <paramref name="ExpectedVersion"/> + 1 and updates the hot row, if the stored version is <paramref name="ExpectedVersion"/>.</summary>
public sealed record AppendWrite(
    string Gid,
    Guid Instance,
    int ExpectedVersion,
    HotState Hot,
    JournalRecord Record,
    ListingChange? Listing,
    IReadOnlyList<SideRow> SideRows) : JournalWrite(Gid, Instance)
{
    /// <inheritdoc/>
    public override int SizeBytes => 192 + (Listing?.Result?.Length ?? 0) + Record.Body.Length + SideRows.Sum(row => row.Data.Length);
}

/// <summary>Confirms that (instance, version) is still what is stored. Writes nothing.</summary>
public sealed record CheckWrite(string Gid, Guid Instance, int Version) : JournalWrite(Gid, Instance);

/// <summary>Moves the due time, if (instance, version) is still what is stored. Writes no record and keeps the version.</summary>
public sealed record PushWrite(string Gid, Guid Instance, int Version, DateTimeOffset? DueAt, DueKind DueKind) : JournalWrite(Gid, Instance);
