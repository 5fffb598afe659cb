using OrleansSaga.Faults.Checking.Journal;
using OrleansSaga.Faults.Checking.Wire;

namespace OrleansSaga.Faults.Checking.Tests;

/// <summary>The checker's own reading of the record format, on the golden records of the engine's.</summary>
public sealed class RecordReaderTests
{
    private static readonly Dictionary<string, string> Golden = File.ReadLines(Path.Combine(Repository.Root, "tests", "Grains.Tests", "Journal", "Golden", "records-v1.txt"))
        .Select(line => line.Split(' ')).ToDictionary(parts => parts[0], parts => parts[1]);

    private static readonly Dictionary<string, JournalEvent> Expected = new()
    {
        ["submitted"] = new Submitted(),
        ["submitted_delayed"] = new Submitted(),
        ["branch_succeeded"] = new Succeeded(1, Op.Compensate, 2),
        ["branch_refused"] = new Refused(1, 2),
        ["retry_scheduled"] = new Retry(1, Op.Action, 2),
        ["branch_parked"] = new Parked(1, Op.Action, "gave up", 2),
        ["branch_resumed"] = new Resumed(1, Op.Action),
        ["abort_decided"] = new AbortDecided([0, 2], [1]),
        ["finished"] = new Finished(Status.Failed),
        ["finished_workflow"] = new Finished(Status.Failed),
        ["force_stopped"] = new ForceStopped(["01/action", "02/action"]),
        ["transaction_parked"] = new WholeParked("unreadable"),
        ["transaction_resumed"] = new WholeResumed(),
        ["ongoing_repeated"] = new Ongoing(1, Op.Action, 3),
        ["progress_recorded"] = new Progress("01", "action", OpStatus.Succeed),
        ["progress_recorded_last"] = new Progress("02", "rollback", OpStatus.Failed),
        ["check_back_retry"] = new Retry(-1, Op.QueryPrepared, 2),
        ["callback_retry"] = new Retry(-1, Op.Callback, 2),
        ["check_back_succeeded"] = new Succeeded(-1, Op.QueryPrepared, 2),
        ["check_back_refused"] = new Refused(-1, 2),
        ["callback_resumed"] = new Resumed(-1, Op.Callback),
        ["branch_registered"] = new Registered(new BranchDefinition("0201", "http://a/confirm", "http://a/cancel") { Payload = "{\"b\":2}"u8.ToArray() }),
        ["snapshot"] = new Snapshot(Status.Aborting, [(OpStatus.Succeed, OpStatus.Prepared), (OpStatus.Prepared, OpStatus.Prepared)], 0),
        ["snapshot_tcc"] = TwoSteps(0),
        ["snapshot_message"] = TwoSteps(0),
        ["snapshot_workflow"] = TwoSteps(2),
    };

    public static TheoryData<string> Names => [.. Golden.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void GoldenRecord_IsRead_AsWhatItSays(string name)
    {
        var (appendId, events) = Read(name);

        Assert.Equal(new Guid("01997a3e-0000-7000-8000-000000000001"), appendId);
        var happened = Assert.Single(events);
        if (happened is Created created)
            AssertCreated(name, created);
        else
            Assert.Equivalent(Expected[name], happened, strict: true);
    }

    [Theory]
    [InlineData("08021001", "format 2")]
    [InlineData("FFFFFF01", "wire type")]
    [InlineData("0801FF", "no end")]
    [InlineData("08013AFF01", "cut off")]
    [InlineData("08011A0101", "id of 1 bytes")]
    public void DamagedRecord_IsNotRead(string hex, string why) =>
        Assert.Contains(why, Assert.Throws<FormatException>(() => RecordReader.Read(Convert.FromHexString(hex))).Message, StringComparison.Ordinal);

    [Fact]
    public void UnknownEvent_IsNotPassedOver() =>
        Assert.Equal(new UnknownEvent(1000), Assert.Single(RecordReader.Read(Convert.FromHexString("08013A03C23E00")).Events));

    private static (Guid AppendId, List<JournalEvent> Events) Read(string name) => RecordReader.Read(Convert.FromHexString(Golden[name]));

    private static void AssertCreated(string name, Created created)
    {
        var (mode, status) = name switch
        {
            "created" => (Mode.Saga, Status.Submitted),
            "created_tcc" => (Mode.Tcc, Status.Prepared),
            "created_xa" => (Mode.Xa, Status.Prepared),
            "created_message" => (Mode.Message, Status.Prepared),
            _ => (Mode.Workflow, Status.Prepared),
        };

        Assert.Equal((mode, status), (created.Mode, created.Status));
        Assert.NotEqual("", created.Gid);
        Assert.NotEqual(Guid.Empty, created.Instance);
        if (name == "created_message")
            Assert.Equal("01-02", Assert.Single(created.Steps).Id);
    }

    private static Snapshot TwoSteps(int progresses) =>
        new(Status.Prepared, [(OpStatus.Prepared, OpStatus.Prepared), (OpStatus.Succeed, OpStatus.Prepared)], progresses);
}
