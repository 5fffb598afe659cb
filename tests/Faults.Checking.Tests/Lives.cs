using OrleansSaga.Faults.Checking.Journal;

namespace OrleansSaga.Faults.Checking.Tests;

/// <summary>Rows of healthy transactions, made from what their records say. Tests damage them with <c>with</c>.</summary>
internal static class Lives
{
    public const string Gid = "g";
    public static readonly DateTime Now = new(2030, 1, 1, 12, 0, 0, DateTimeKind.Utc);
    public static readonly Guid Instance = new("01900000-0000-7000-8000-000000000001");

    private const string North = "http://north";
    private const string South = "http://south";

    public static Created Saga { get; } = Create(Mode.Saga, Status.Submitted) with
    {
        Steps =
        [
            Step("", $"{North}/transfer-out", $"{North}/transfer-out/compensate", "alice"),
            Step("", $"{South}/transfer-in", $"{South}/transfer-in/compensate", "bob"),
        ],
    };

    public static Created Tcc { get; } = Create(Mode.Tcc, Status.Prepared);

    public static Created Xa { get; } = Create(Mode.Xa, Status.Prepared);

    public static Created Workflow { get; } = Create(Mode.Workflow, Status.Prepared) with { QueryPrepared = "http://client/resume" };

    public static Created Message { get; } = Create(Mode.Message, Status.Prepared) with
    {
        QueryPrepared = $"{North}/check-back",
        Steps = [Step("", $"{South}/transfer-in", "", "bob")],
    };

    public static Registered TccBranch(string id) => id == "01"
        ? new(Step(id, $"{North}/reserve-out/confirm", $"{North}/reserve-out/cancel", "alice"))
        : new(Step(id, $"{South}/reserve-in/confirm", $"{South}/reserve-in/cancel", "bob"));

    public static Registered XaBranch(string id) => id == "01"
        ? new(new BranchDefinition(id, $"{North}/xa/transfer-out", $"{North}/xa/transfer-out"))
        : new(new BranchDefinition(id, $"{South}/xa/transfer-in", $"{South}/xa/transfer-in"));

    /// <summary>A life with these records; hot row and listing agree with them.</summary>
    public static Life Of(params JournalEvent[][] records)
    {
        var rows = records.Select((events, i) => Row(i + 1, events)).ToList();
        var (transaction, creation) = (Replay.Of(new Life(Instance, null, null, rows)).Transaction, (Created)records[0][0]);
        var isFinal = transaction.Status.IsFinal();
        var isDue = !isFinal && !transaction.IsParked && !transaction.IsLeftToItsClient;
        return new Life(
            Instance,
            new HotRow(Gid, Instance, rows.Count, transaction.Status, isDue ? DueKind.Guard : DueKind.None, isDue ? Now.AddSeconds(30) : null),
            new ListingRow(Gid, Instance, creation.Mode, transaction.Status, transaction.IsParked ? 1 : 0, isFinal),
            rows);
    }

    public static RecordRow Row(int version, params JournalEvent[] events)
    {
        var append = new Guid(version, 0, 0, [0, 0, 0, 0, 0, 0, 0, 1]);
        return new RecordRow(version, append, 100 + version, append, events);
    }

    /// <summary>The same life with another record at a version.</summary>
    public static Life With(this Life life, int version, Func<RecordRow, RecordRow> change) =>
        life with { Records = [.. life.Records.Select(record => record.Version == version ? change(record) : record)] };

    private static Created Create(Mode mode, Status status) => new(Gid, Instance, mode, status);

    private static BranchDefinition Step(string id, string forward, string backward, string account) =>
        new(id, forward, backward) { Payload = System.Text.Encoding.UTF8.GetBytes($$"""{"account":"{{account}}","amount":30}""") };
}
