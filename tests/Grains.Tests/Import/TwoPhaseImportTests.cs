using OrleansSaga.Grains.Kernel;
using static OrleansSaga.Grains.Tests.Import.DtmRows;

namespace OrleansSaga.Grains.Tests.Import;

public sealed class TwoPhaseImportTests
{
    [Theory]
    [InlineData("submitted", "PP PP", "02/confirm")]
    [InlineData("submitted", "PP PS", "01/confirm")]
    [InlineData("aborting", "PP PP", "02/cancel")]
    [InlineData("aborting", "PP SP", "01/cancel")]
    public void Tcc_Decided_GoesOnFromTheLastRegistered(string status, string rows, string calls) =>
        Assert.Equal(calls, FirstCalls(Adopted(Global("tcc", status), Pairs("cancel", "confirm", rows))));

    [Theory]
    [InlineData("submitted", "PP PP", "01/commit")]
    [InlineData("submitted", "PS PP", "02/commit")]
    [InlineData("aborting", "PP PP", "01/rollback")]
    [InlineData("aborting", "SP PP", "02/rollback")]
    public void Xa_Decided_GoesOnInTheOrderOfRegistration(string status, string rows, string calls) =>
        Assert.Equal(calls, FirstCalls(Adopted(Global("xa", status), Xa(rows))));

    [Theory]
    [InlineData("tcc", "submitted", "PS PS", TransactionStatus.Succeed)]
    [InlineData("tcc", "aborting", "SP SP", TransactionStatus.Failed)]
    [InlineData("tcc", "submitted", "", TransactionStatus.Succeed)]
    [InlineData("xa", "aborting", "", TransactionStatus.Failed)]
    public void Decided_NothingLeft_EndsWithoutACall(string mode, string status, string rows, TransactionStatus end)
    {
        var decision = First(Adopted(Global(mode, status), mode == "xa" ? Xa(rows) : Pairs("cancel", "confirm", rows)));

        Assert.Empty(decision.Calls);
        Assert.Equal(end, decision.State!.Status);
    }

    [Theory]
    [InlineData("tcc", "02/cancel")]
    [InlineData("xa", "01/rollback")]
    public void Prepared_IsLeftToItsClientUntilTheTimeout(string mode, string calls)
    {
        var adoption = Adopted(Global(mode, "prepared"), mode == "xa" ? Xa("PP PP") : Pairs("cancel", "confirm", "PP PP"));

        Assert.Equal(TransactionStatus.Prepared, adoption.State.Status);
        Assert.Equal(2, adoption.Events.OfType<BranchRegistered>().Count());
        Assert.Equal(Created.AddSeconds(35), adoption.DueAt);
        Assert.Equal("", FirstCalls(adoption, Now));
        Assert.Equal(calls, FirstCalls(adoption));
        Assert.Equal("Timeout after 35 seconds", First(adoption).State!.RollbackReason);
    }

    [Fact]
    public void Prepared_TimedOutLongAgo_IsRolledBackAtOnce()
    {
        var adoption = Adopted(Global("tcc", "prepared") with { CreateTime = Now.AddDays(-3), NextCronTime = Now.AddSeconds(9) }, Pairs("cancel", "confirm", "PP"));

        Assert.Equal(Now, adoption.DueAt);
        Assert.Equal("01/cancel", FirstCalls(adoption));
    }

    [Fact]
    public void Nested_BranchesKeepTheirIds()
    {
        DtmBranchRow[] rows = [Row("0201", "cancel", "prepared"), Row("0201", "confirm", "prepared"), Row("02", "cancel", "prepared"), Row("02", "confirm", "prepared")];

        Assert.Equal("02/confirm", FirstCalls(Adopted(Global("tcc", "submitted"), rows)));
        Assert.Equal(["0201", "02"], Adopted(Global("tcc", "submitted"), rows).State.Definition.Steps.Select(step => step.BranchId));
    }

    [Theory]
    [InlineData("prepared", "PS", "01/confirm: is succeed, but the transaction is prepared")]
    [InlineData("submitted", "SP", "01/cancel: is succeed, but the transaction is submitted")]
    [InlineData("aborting", "PS", "01/confirm: is succeed, but the transaction is aborting")]
    [InlineData("submitted", "PF", "01/confirm: is failed, and this op cannot fail")]
    public void Rows_ThatContradict_AreRefused(string status, string rows, string why) =>
        Assert.Equal(why, Refused(Global("tcc", status), Pairs("cancel", "confirm", rows)));

    [Fact]
    public void Xa_WithTwoUrls_IsRefused() =>
        Assert.Equal("01/commit: an xa branch has one url and no bin_data", Refused(Global("xa", "submitted"), Row("01", "rollback", "prepared", data: ""), Row("01", "commit", "prepared", data: "")));

    private static DtmBranchRow[] Xa(string statuses) =>
        [.. Pairs("rollback", "commit", statuses).Select(row => row with { Url = $"http://b/{row.BranchId}", Data = default, Length = 0 })];
}
