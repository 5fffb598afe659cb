using OrleansSaga.Grains;
using OrleansSaga.Grains.Journal;
using OrleansSaga.Storage.GroupCommit;
using OrleansSaga.Storage.KeyValues;

namespace OrleansSaga.Storage.Memory;

/// <summary>Writes to a <see cref="MemoryDatabase"/> with the fence of the real ones.</summary>
internal sealed class MemoryStoreWriter(MemoryDatabase database, TimeProvider time) : IStoreWriter
{
    private int _id;
    private long _sequence;

    public void Commit(ReadOnlySpan<JournalWrite> writes, Span<WriteResult> results)
    {
        lock (database.Lock)
        {
            if (_id == 0)
                _id = ++database.Writers;
            var now = time.GetUtcNow();
            for (var i = 0; i < writes.Length; i++)
                results[i] = Apply_NeedsLock(writes[i], now) ? WriteResult.Ok : WriteResult.Conflict;
        }
    }

    public void Probe()
    {
    }

    public RetentionProgress Retire(TransactionStatus status, DateTimeOffset finishedBefore, DateTimeOffset tombstoneUntil, Guid? after, int limit)
    {
        lock (database.Lock)
        {
            var page = database.Listing
                .Where(row => (after is null || row.Key.CompareTo(after.Value) > 0) && StatusOf(row.Value) == status)
                .Take(limit)
                .ToList();
            var retired = 0;
            foreach (var (instance, row) in page)
            {
                var finishedAt = row.Changed is null ? row.Created.FinishedAt : row.Changed.FinishedAt;
                if (finishedAt is null || finishedAt >= finishedBefore || !database.Hot.TryGetValue(row.Gid, out var hot) || hot.Instance != instance)
                    continue;
                database.Hot[row.Gid] = hot with
                {
                    State = new HotState(status, tombstoneUntil, DueKind.Tombstone),
                    Tombstone = new Tombstone(finishedAt.Value, row.Changed?.RollbackReason, row.Changed?.Result, row.Created.Mode),
                };
                database.Journal.Remove(instance);
                database.Listing.Remove(instance);
                database.Side.RemoveAll(side => side.Instance == instance);
                retired++;
            }

            return new RetentionProgress(retired, page.Count < limit ? null : page[^1].Key);
        }
    }

    public int DeleteTombstones(DateTimeOffset now, int limit)
    {
        lock (database.Lock)
        {
            var due = database.Hot.Values
                .Where(hot => hot.State.DueKind == DueKind.Tombstone && hot.State.DueAt <= now)
                .Take(limit)
                .ToList();
            foreach (var hot in due)
                database.Hot.Remove(hot.Gid);
            return due.Count;
        }
    }

    public bool ChangeEntry(KeyValueChange change)
    {
        lock (database.Lock)
            return database.KeyValues.Change(change, time.GetUtcNow());
    }

    public void Dispose()
    {
    }

    internal static TransactionStatus StatusOf(MemoryListing row) => row.Changed?.Status ?? row.Created.Status;

    private bool Apply_NeedsLock(JournalWrite write, DateTimeOffset now)
    {
        database.Hot.TryGetValue(write.Gid, out var hot);
        switch (write)
        {
            case CreateWrite create:
                if (hot is not null)
                    return IsOurs_NeedsLock(hot, create.Instance, 1, create.Record.AppendId);
                database.Hot[create.Gid] = new MemoryHot(create.Gid, create.Instance, 1, create.Hot, null);
                database.Listing[create.Instance] = new MemoryListing(create.Gid, create.Listing, null);
                Append_NeedsLock(create.Instance, 1, create.Record, create.SideRows, now);
                return true;
            case AppendWrite append:
                if (hot is null || hot.Tombstone is not null || hot.Instance != append.Instance || hot.Version != append.ExpectedVersion)
                    return IsOurs_NeedsLock(hot, append.Instance, append.ExpectedVersion + 1, append.Record.AppendId);
                database.Hot[append.Gid] = hot with { Version = append.ExpectedVersion + 1, State = append.Hot };
                if (append.Listing is not null)
                    database.Listing[append.Instance] = database.Listing[append.Instance] with { Changed = append.Listing };
                Append_NeedsLock(append.Instance, append.ExpectedVersion + 1, append.Record, append.SideRows, now);
                return true;
            case PushWrite push:
                if (hot is null || hot.Tombstone is not null || hot.Instance != push.Instance || hot.Version != push.Version)
                    return false;
                database.Hot[push.Gid] = hot with { State = new HotState(hot.State.Status, push.DueAt, push.DueKind) };
                return true;
            case CheckWrite check:
                return hot is not null && hot.Instance == check.Instance && hot.Version == check.Version;
            default:
                throw new NotSupportedException(write.GetType().Name);
        }
    }

    private bool IsOurs_NeedsLock(MemoryHot? hot, Guid instance, int version, Guid appendId) =>
        hot is not null && hot.Instance == instance && hot.Version == version
        && database.Journal.TryGetValue(instance, out var records) && version <= records.Count && records[version - 1].AppendId == appendId;

    private void Append_NeedsLock(Guid instance, int version, JournalRecord record, IReadOnlyList<SideRow> sideRows, DateTimeOffset now)
    {
        if (!database.Journal.TryGetValue(instance, out var records))
            database.Journal[instance] = records = [];
        records.Add(new MemoryRecord(record.AppendId, _id, ++_sequence, record.IsSnapshot, new StoredRecord(version, now, record.Body)));
        for (var i = 0; i < sideRows.Count; i++)
            database.Side.Add(new MemorySide(instance, version, i, sideRows[i]));
    }
}
