using OrleansSaga.Grains.Kernel;
using static OrleansSaga.Grains.Tests.Import.DtmRows;

namespace OrleansSaga.Grains.Tests.Import;

public sealed class SagaImportTests
{
    [Theory]
    [InlineData("PP PP", "01/action")]
    [InlineData("PS PP", "02/action")]
    [InlineData("PS PS PP", "03/action")]
    [InlineData("PP PS", "01/action")]
    public void Submitted_GoesOnBehindWhatSucceeded(string rows, string calls)
    {
        var adoption = Adopted(Global("saga", "submitted"), Saga(rows));

        Assert.Equal(TransactionStatus.Submitted, adoption.State.Status);
        Assert.Equal(calls, FirstCalls(adoption));
    }

    [Fact]
    public void Submitted_AllActionsSucceeded_EndsWithoutACall()
    {
        var decision = First(Adopted(Global("saga", "submitted"), Saga("PS PS")));

        Assert.Empty(decision.Calls);
        Assert.Equal(TransactionStatus.Succeed, decision.State!.Status);
    }

    [Theory]
    [InlineData("PP PP PP", "01/action 02/action")]
    [InlineData("PS PP PP", "02/action")]
    [InlineData("PS PS PP", "03/action")]
    public void Submitted_Concurrent_StartsWhatTheOrdersAllow(string rows, string calls)
    {
        var global = Global("saga", "submitted") with { CustomData = """{"concurrent":true,"orders":{"2":[0,1]}}""" };

        Assert.Equal(calls, FirstCalls(Adopted(global, Saga(rows))));
    }

    /// <summary>The list of the decision: succeeded, failed, compensated, and what the plan allows to have been started.</summary>
    [Theory]
    [InlineData("PS PF PP", "0,1", "02/compensate")]
    [InlineData("PS PP PP", "0,1", "02/compensate")]
    [InlineData("PP PP", "0", "01/compensate")]
    [InlineData("PS SF PP", "0,1", "01/compensate")]
    [InlineData("PS SP PP", "0,1", "01/compensate")]
    [InlineData("PS PS PF", "0,1,2", "03/compensate")]
    public void Aborting_CompensatesWhatMayHaveRun(string rows, string compensate, string calls)
    {
        var adoption = Adopted(Global("saga", "aborting") with { RollbackReason = "no money" }, Saga(rows));

        Assert.Equal(TransactionStatus.Aborting, adoption.State.Status);
        Assert.Equal("no money", adoption.State.RollbackReason);
        Assert.Equal(compensate, string.Join(',', Assert.Single(adoption.Events.OfType<AbortDecided>()).Compensate));
        Assert.Equal(calls, FirstCalls(adoption));
    }

    [Theory]
    [InlineData("PS PF PP", "0,1,2", "03/compensate 02/compensate 01/compensate")]
    [InlineData("PS SF SP", "0,1,2", "01/compensate")]
    public void Aborting_Concurrent_PreparedActionsMayHaveBeenStarted(string rows, string compensate, string calls)
    {
        var adoption = Adopted(Global("saga", "aborting") with { CustomData = """{"concurrent":true}""" }, Saga(rows));

        Assert.Equal(compensate, string.Join(',', Assert.Single(adoption.Events.OfType<AbortDecided>()).Compensate));
        Assert.Equal(calls, FirstCalls(adoption));
    }

    [Fact]
    public void Aborting_AllCompensated_EndsWithoutACall()
    {
        var decision = First(Adopted(Global("saga", "aborting"), Saga("SS SF PP")));

        Assert.Empty(decision.Calls);
        Assert.Equal(TransactionStatus.Failed, decision.State!.Status);
    }

    [Fact]
    public void Submitted_WithARefusedAction_AbortsHere()
    {
        var adoption = Adopted(Global("saga", "submitted"), Saga("PS PF PP"));

        Assert.Equal(TransactionStatus.Aborting, adoption.State.Status);
        Assert.Contains("http://b/02/action", adoption.State.RollbackReason, StringComparison.Ordinal);
        Assert.Equal("02/compensate", FirstCalls(adoption));
    }

    [Fact]
    public void Submitted_TimedOutLongAgo_AbortsAtTheFirstLook()
    {
        var global = Global("saga", "submitted") with { Options = """{"timeout_to_fail":5,"concurrent":false}""", NextCronTime = Now.AddSeconds(20) };

        var adoption = Adopted(global, Saga("PS PP"));
        var decision = First(adoption);

        Assert.Equal(Now, adoption.DueAt);
        Assert.Equal("Timeout after 5 seconds", decision.State!.RollbackReason);
        Assert.Equal("02/compensate", FirstCalls(adoption));
    }

    [Fact]
    public void Prepared_WaitsForItsClient()
    {
        var adoption = Adopted(Global("saga", "prepared"), Saga("PP"));

        Assert.Equal(TransactionStatus.Prepared, adoption.State.Status);
        Assert.Null(adoption.DueAt);
    }

    [Fact]
    public void Row_Texts_AreKept()
    {
        var global = Global("saga", "submitted") with
        {
            Options = """{"wait_result":true,"timeout_to_fail":100,"request_timeout":4,"retry_interval":7,"branch_headers":{"a":"1"},"concurrent":false,"retry_limit":3,"retry_count":2}""",
            ExtData = """{"headers":{"A":"old","b":"2"}}""",
            CustomData = """{"concurrent":true}""",
        };

        var definition = Adopted(global, Row("01", "compensate", "prepared", "http://b/undo", "body"), Row("01", "action", "prepared", "http://b/do", "body")).State.Definition;

        var step = Assert.Single(definition.Steps);
        Assert.Equal(("http://b/do", "http://b/undo", "body", ""), (step.Action, step.Compensate, System.Text.Encoding.UTF8.GetString(step.Payload.Span), step.BranchId));
        Assert.Equal((true, 100, 4, 7, 3, 2), (definition.Options.WaitResult, definition.Options.TimeoutToFailSeconds, definition.Options.RequestTimeoutSeconds, definition.Options.RetryIntervalSeconds, definition.Options.RetryLimit, definition.Options.RetryCount));
        Assert.Equal([("a", "1"), ("b", "2")], definition.Options.BranchHeaders.OrderBy(header => header.Key).Select(header => (header.Key.ToLowerInvariant(), header.Value)));
        Assert.Equal((Created, true, """{"concurrent":true}"""), (definition.CreatedAt, definition.Concurrent, definition.CustomData));
    }

    [Fact]
    public void Row_OddBranchId_IsKept() =>
        Assert.Equal("07", Adopted(Global("saga", "submitted"), Row("07", "compensate", "prepared"), Row("07", "action", "prepared")).State.Definition.BranchId(0));

    [Fact]
    public void LongReason_IsKeptWhole()
    {
        var reason = new string('r', 1023) + "é";

        Assert.Equal(reason, Adopted(Global("saga", "aborting") with { RollbackReason = reason }, Saga("PF")).State.RollbackReason);
    }

    [Theory]
    [InlineData("prepared", "PS PP", "01/action: is succeed, but the transaction is prepared")]
    [InlineData("submitted", "SS PF", "01/compensate: is succeed, but the transaction is submitted")]
    [InlineData("aborting", "FS PF", "01/compensate: is failed, and this op cannot fail")]
    [InlineData("submitted", "Px", "01/action: status 'x' is unknown")]
    public void Rows_ThatContradict_AreRefused(string status, string rows, string why) =>
        Assert.Equal(why, Refused(Global("saga", status), Saga(rows)));

    [Fact]
    public void Rows_ThatAreNoPairs_AreRefused()
    {
        Assert.Equal("01/compensate: the row is missing", Refused(Global("saga", "submitted"), Row("01", "action", "prepared")));
        Assert.Equal("01/confirm: a saga transaction has no such op", Refused(Global("saga", "submitted"), Row("01", "confirm", "prepared")));
        Assert.Equal("01/action: there are two such rows", Refused(Global("saga", "submitted"), Row("01", "action", "prepared"), Row("01", "action", "prepared")));
        Assert.Equal("01/compensate: its bin_data is not that of 01/action", Refused(Global("saga", "submitted"), Row("01", "compensate", "prepared", data: "a"), Row("01", "action", "prepared", data: "b")));
    }
}
