using System.Text;
using OrleansSaga.Grains;
using OrleansSaga.Grains.Journal;

namespace OrleansSaga.Storage.Tests;

/// <summary>Builds writes with defaults.</summary>
internal static class Writes
{
    public static readonly DateTimeOffset Start = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly Dictionary<string, string> NoTags = [];
    private static int _clock;

    /// <summary>A UUIDv7 that is later than all before.</summary>
    public static Guid NewInstance() => Guid.CreateVersion7(Start.AddMilliseconds(Interlocked.Increment(ref _clock)));

    public static string NewGid() => $"g-{Guid.NewGuid():N}";

    public static JournalRecord Record(string body = "body", bool snapshot = false) => new(Guid.NewGuid(), snapshot, Encoding.UTF8.GetBytes(body));

    public static HotState Guarded(int seconds = 60) => new(TransactionStatus.Submitted, Start.AddSeconds(seconds), DueKind.Guard);

    public static CreateWrite Create(
        string? gid = null, Guid? instance = null, HotState? hot = null, JournalRecord? record = null, TransactionMode mode = TransactionMode.Saga,
        Dictionary<string, string>? tags = null, DateTimeOffset? createdAt = null, params SideRow[] sideRows)
    {
        var state = hot ?? Guarded();
        return new CreateWrite(
            gid ?? NewGid(), instance ?? NewInstance(), state, record ?? Record(),
            new ListingRow(mode, state.Status, "http", createdAt ?? Start, null, null, null, tags ?? NoTags, null), sideRows);
    }

    public static AppendWrite Append(
        CreateWrite to, int expected, HotState? hot = null, JournalRecord? record = null, ListingChange? listing = null, params SideRow[] sideRows) =>
        new(to.Gid, to.Instance, expected, hot ?? Guarded(), record ?? Record($"body {expected + 1}"), listing, sideRows);

    public static AppendWrite Finish(CreateWrite to, int expected, TransactionStatus status, DateTimeOffset at, string? reason = null, string? result = null) =>
        Append(to, expected, new HotState(status, null, DueKind.None), listing: new ListingChange(status, at, at, reason, 0, result));

    public static string Text(StoredRecord record) => Encoding.UTF8.GetString(record.Body.Span);
}
