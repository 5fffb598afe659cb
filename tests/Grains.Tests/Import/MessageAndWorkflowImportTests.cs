using OrleansSaga.Grains.Kernel;
using static OrleansSaga.Grains.Tests.Import.DtmRows;

namespace OrleansSaga.Grains.Tests.Import;

public sealed class MessageAndWorkflowImportTests
{
    private static readonly DtmGlobalRow Prepared = Global("msg", "prepared") with { QueryPrepared = "http://b/check" };

    [Fact]
    public void Message_Submitted_DeliversWhatIsLeftUnderItsOwnIds()
    {
        var adoption = Adopted(Global("msg", "submitted"), Row("01-01", "action", "succeed"), Row("01-02", "action", "prepared"), Row("02", "action", "prepared"));

        Assert.Equal("01-02/action", FirstCalls(adoption));
        Assert.Equal(["01-01", "01-02", "02"], Enumerable.Range(0, 3).Select(adoption.State.Definition.BranchId));
    }

    [Fact]
    public void Message_Concurrent_DeliversAllAtOnce()
    {
        var global = Global("msg", "submitted") with { Options = """{"concurrent":true}""" };

        Assert.Equal("01/action 03/action", FirstCalls(Adopted(global, Row("01", "action", "prepared"), Row("02", "action", "succeed"), Row("03", "action", "prepared"))));
    }

    [Fact]
    public void Message_Prepared_IsAskedForOnceItIsOldEnough()
    {
        var adoption = Adopted(Prepared, Row("01", "action", "prepared"));

        Assert.Equal(Created.AddSeconds(35), adoption.DueAt);
        Assert.Equal("00/msg", FirstCalls(adoption));
    }

    [Fact]
    public void Message_PreparedAndAskedBefore_IsAskedWhenDtmWouldHave()
    {
        var adoption = Adopted(Prepared with { CreateTime = Now.AddHours(-1), NextCronTime = Now.AddSeconds(80) }, Row("01", "action", "prepared"));

        Assert.Equal(Now.AddSeconds(80), adoption.DueAt);
        Assert.Equal("00/msg", FirstCalls(adoption));
    }

    [Fact]
    public void Message_Delayed_WaitsForTheDelay()
    {
        var adoption = Adopted(Global("msg", "submitted") with { CustomData = """{"delay":60}""", NextCronTime = Created.AddSeconds(61) }, Row("01", "action", "prepared"));

        Assert.Equal(Created.AddSeconds(61), adoption.DueAt);
        Assert.Equal(Created.AddSeconds(61), adoption.State.NotBefore);
        Assert.Equal("", FirstCalls(adoption, Now));
        Assert.Equal("01/action", FirstCalls(adoption));
    }

    /// <summary>A delay that came only with the submit stands in no column: next_cron_time alone knows it.</summary>
    [Fact]
    public void Message_DelayedAtItsSubmit_WaitsForNextCronTimeHoweverFar() =>
        Assert.Equal(Now.AddDays(2), Adopted(Global("msg", "submitted") with { NextCronTime = Now.AddDays(2) }, Row("01", "action", "prepared")).DueAt);

    [Fact]
    public void Message_AllDelivered_EndsWithoutACall()
    {
        var decision = First(Adopted(Global("msg", "submitted"), Row("01", "action", "succeed")));

        Assert.Empty(decision.Calls);
        Assert.Equal(TransactionStatus.Succeed, decision.State!.Status);
    }

    [Fact]
    public void Message_RowsThatContradict_AreRefused()
    {
        Assert.Equal("01/action: is succeed, but the transaction is prepared", Refused(Prepared, Row("01", "action", "succeed")));
        Assert.Equal("01/action: is failed, and this op cannot fail", Refused(Global("msg", "submitted"), Row("01", "action", "failed")));
        Assert.Equal("01/compensate: a msg transaction has no such op", Refused(Global("msg", "submitted"), Row("01", "compensate", "prepared")));
        Assert.Equal("status: 'aborting' is not one that an unfinished msg transaction can have", Refused(Global("msg", "aborting")));
    }

    [Fact]
    public void Workflow_KeepsItsProgress_AndCallsBackWhenDtmWouldHave()
    {
        var global = Workflow with { NextCronTime = Now.AddSeconds(6) };

        var adoption = Adopted(global, Row("01", "action", "succeed", "", "result"), Row("02", "business", "succeed", ""), Row("01", "rollback", "failed", "", "why"));

        Assert.Equal(
            [("01", "action", OpStatus.Succeed, "result"), ("02", "business", OpStatus.Succeed, "{}"), ("01", "rollback", OpStatus.Failed, "why")],
            adoption.State.Progresses.Select(row => (row.BranchId, row.Op, row.Status, System.Text.Encoding.UTF8.GetString(row.Data.Span))));
        Assert.Equal(("wf", "{}"), (adoption.State.Definition.WorkflowName, System.Text.Encoding.UTF8.GetString(adoption.State.Definition.WorkflowData.Span)));
        Assert.Equal(Now.AddSeconds(6), adoption.DueAt);
        Assert.Equal("", FirstCalls(adoption, Now));
        Assert.Equal("00/callback", FirstCalls(adoption));
    }

    [Fact]
    public void Workflow_WithoutProgress_IsCalledBack() => Assert.Equal("00/callback", FirstCalls(Adopted(Workflow)));

    [Fact]
    public void Workflow_WithoutCallback_IsLeftToItsClient() => Assert.Null(Adopted(Workflow with { QueryPrepared = "" }).DueAt);

    [Fact]
    public void Workflow_OddRows_AreRefused()
    {
        Assert.Equal("01: status: must be succeed or failed", Refused(Workflow, Row("01", "action", "prepared")));
        Assert.Equal("status: 'submitted' is not one that an unfinished workflow transaction can have", Refused(Workflow with { Status = "submitted" }));
    }

    private static DtmGlobalRow Workflow => Global("workflow", "prepared") with { QueryPrepared = "http://b/resume", CustomData = """{"name":"wf","data":"e30="}""" };
}
