using OrleansSaga.Grains.Journal;
using OrleansSaga.Grains.Kernel;
using static OrleansSaga.Grains.Tests.Kernel.Build;

namespace OrleansSaga.Grains.Tests.Kernel.Modes;

/// <summary>Try, confirm, cancel (protocol 4.3).</summary>
public sealed class TccTests
{
    [Fact]
    public void Submit_ConfirmsLastRegisteredFirst()
    {
        var tcc = KernelHarness.Prepared(ATcc()).Play("register register submit 2f+ 1f+");

        Assert.Equal(["02/confirm#1", "01/confirm#1"], tcc.Calls);
        Assert.Equal(TransactionStatus.Succeed, tcc.Status);
        Assert.Equal("P S P S", tcc.Rows);
    }

    [Fact]
    public void Abort_CancelsLastRegisteredFirst()
    {
        var tcc = KernelHarness.Prepared(ATcc()).Play("register register");

        tcc.Abort("no stock");
        tcc.Play("2b+ 1b+");

        Assert.Equal(["02/cancel#1", "01/cancel#1"], tcc.Calls);
        Assert.Equal((TransactionStatus.Failed, "no stock"), (tcc.Status, tcc.Reason));
        Assert.Equal("S P S P", tcc.Rows);
    }

    [Fact]
    public void Concurrent_ConfirmsAndCancelsAllAtOnce()
    {
        Assert.Equal(["02/confirm#1", "01/confirm#1"], KernelHarness.Prepared(ATcc().Concurrent()).Play("register register submit").Calls);
        Assert.Equal(["02/cancel#1", "01/cancel#1"], KernelHarness.Prepared(ATcc().Concurrent()).Play("register register abort").Calls);
    }

    [Fact]
    public void NestedBranches_KeepTheirIdsAndTheirPlace()
    {
        var tcc = KernelHarness.Prepared(ATcc());
        foreach (var id in new[] { "01", "0101", "02" })
            tcc.Register(id);

        tcc.Submit();

        Assert.Equal(["01", "0101", "02"], Enumerable.Range(0, 3).Select(tcc.State!.Definition.BranchId));
        Assert.Equal(2, Assert.Single(tcc.Drive.InFlight).Step);
    }

    [Fact]
    public void Timeout_CancelsWhatIsRegistered()
    {
        var tcc = KernelHarness.Prepared(ATcc()).Play("register @34.9");
        Assert.Equal(TransactionStatus.Prepared, tcc.Status);

        tcc.Play("@0.1 1b+");

        Assert.Equal((TransactionStatus.Failed, "Timeout after 35 seconds"), (tcc.Status, tcc.Reason));
        Assert.Equal(["01/cancel#1"], tcc.Calls);
    }

    [Fact]
    public void Timeout_OfItsOwn_WinsOverTheServers()
    {
        var tcc = KernelHarness.Prepared(ATcc().TimeoutToFail(120)).Play("@119");
        Assert.Equal(new HotState(TransactionStatus.Prepared, Start.AddSeconds(120), DueKind.Wait), tcc.Hot);

        tcc.Play("@1");

        Assert.Equal((TransactionStatus.Failed, "Timeout after 120 seconds"), (tcc.Status, tcc.Reason));
    }

    [Fact]
    public void Timeout_AfterTheSubmit_DoesNotCount()
    {
        var tcc = KernelHarness.Prepared(ATcc().TimeoutToFail(15)).Play("register submit 1f! @100");

        Assert.Equal(TransactionStatus.Submitted, tcc.Status);
    }

    [Fact]
    public void Timeout_ThatNobodyNoticed_LosesAgainstTheSubmit()
    {
        var tcc = KernelHarness.Prepared(ATcc()).Play("register");
        tcc.SkipTo(Start.AddSeconds(60));

        tcc.Submit();

        Assert.Equal(TransactionStatus.Submitted, tcc.Status);
        Assert.Equal(["01/confirm#1"], tcc.Calls);
    }

    [Fact]
    public void Timeout_ThatNobodyNoticed_RefusesTheBranch()
    {
        // It would be cancelled at once, and its client would call the try all the same.
        var tcc = KernelHarness.Prepared(ATcc()).Play("register");
        tcc.SkipTo(Start.AddSeconds(35));

        Assert.Equal(ReplyCode.WrongState, tcc.Register().Refusal?.Code);
        Assert.Equal(ReplyCode.WrongState, tcc.Register("01").Refusal?.Code);
        Assert.Equal((TransactionStatus.Prepared, 2), (tcc.Status, tcc.Records.Count));
    }

    [Fact]
    public void Timeout_WhileNobodyLives_IsNoticedByTheNextActivation()
    {
        var tcc = KernelHarness.Prepared(ATcc()).Play("register");
        tcc.Crash();
        tcc.SkipTo(Start.AddSeconds(40));

        tcc.Wake();

        Assert.Equal(TransactionStatus.Aborting, tcc.Status);
        Assert.Equal(["01/cancel#1"], tcc.Calls);
    }

    [Fact]
    public void Register_TheSameAgain_IsAcceptedAndChangesNothing()
    {
        var tcc = KernelHarness.Prepared(ATcc());
        tcc.Register("01", "{}");

        var again = tcc.Register("01", "{}");

        Assert.Null(again.Refusal);
        Assert.Equal(2, tcc.Records.Count);
    }

    [Fact]
    public void Register_TheSameIdWithOtherContent_IsRefused()
    {
        var tcc = KernelHarness.Prepared(ATcc());
        tcc.Register("01", "{}");

        Assert.Equal(new Refusal(ReplyCode.Invalid, "branch_id: registered before with other content"), tcc.Register("01", "[]").Refusal);
        Assert.Equal(new Refusal(ReplyCode.Invalid, "branch_id: registered before with other content"), tcc.Register("01", "{}", empty: true).Refusal);
    }

    [Theory]
    [InlineData("submit")]
    [InlineData("abort")]
    [InlineData("submit 1f+")]
    [InlineData("abort 1b+")]
    [InlineData("stop")]
    public void Register_OnceDecided_IsRefused(string script)
    {
        var tcc = KernelHarness.Prepared(ATcc()).Play("register " + script);
        var records = tcc.Records.Count;

        Assert.Equal(ReplyCode.WrongState, tcc.Register().Refusal?.Code);
        Assert.Equal(ReplyCode.WrongState, tcc.Register("01").Refusal?.Code);
        Assert.Equal(records, tcc.Records.Count);
    }

    [Fact]
    public void Register_OfAnUnknownGid_IsRefusedAsTooLate() =>
        Assert.Equal(ReplyCode.WrongState, KernelHarness.Empty().Input(new RegisterInput(TransactionMode.Tcc, new StepDefinition("", "", default, [], StepPolicy.None) { BranchId = "01" }, 1, 1)).Refusal?.Code);

    [Fact]
    public void Register_BeyondTheLimits_IsRefused()
    {
        var tcc = KernelHarness.Prepared(ATcc());
        tcc.Register("01", "12345", mostBytes: 8);

        Assert.Equal("branch_id: the transaction has 1 branches, at most 1 are allowed", tcc.Register("02", most: 1).Refusal?.Message);
        Assert.Equal("data: 4 bytes, and 5 are registered; at most 8 of a transaction are allowed", tcc.Register("02", "1234", mostBytes: 8).Refusal?.Message);
        Assert.Null(tcc.Register("02", "123", mostBytes: 8).Refusal);
    }

    [Fact]
    public void Register_ForAnotherMode_IsRefused()
    {
        var tcc = KernelHarness.Prepared(ATcc());

        var refusal = tcc.Input(new RegisterInput(TransactionMode.Xa, new StepDefinition("", "", default, [], StepPolicy.None), 10, 10)).Refusal;

        Assert.Equal(new Refusal(ReplyCode.Invalid, "trans_type: the transaction is 'tcc', not 'xa'"), refusal);
    }

    [Fact]
    public void WithoutBranches_SubmitAndAbortEndAtOnce()
    {
        Assert.Equal(TransactionStatus.Succeed, KernelHarness.Prepared(ATcc()).Play("submit").Status);
        Assert.Equal(TransactionStatus.Failed, KernelHarness.Prepared(ATcc()).Play("abort").Status);
        Assert.Equal(TransactionStatus.Succeed, KernelHarness.Submitted(ATcc()).Status);
    }

    [Fact]
    public void EmptyUrls_AreDoneWithoutACall()
    {
        var tcc = KernelHarness.Prepared(ATcc());
        tcc.Register(empty: true);
        tcc.Register(empty: true);

        tcc.Submit();

        Assert.Equal((TransactionStatus.Succeed, 4), (tcc.Status, tcc.Records.Count));
        Assert.Empty(tcc.Calls);
    }

    [Theory]
    [InlineData("submit 2f-", "02/confirm#2", TransactionStatus.Submitted)]
    [InlineData("abort 2b-", "02/cancel#2", TransactionStatus.Aborting)]
    public void Refusal_OfASecondPhase_IsJustAnotherError(string script, string again, TransactionStatus status)
    {
        var tcc = KernelHarness.Prepared(ATcc()).Play("register register " + script);
        Assert.Equal(Start.AddSeconds(20), tcc.Hot.DueAt);

        tcc.Play("@20");

        Assert.Equal((again, status), (tcc.Calls[^1], tcc.Status));
    }

    [Fact]
    public void Error_StopsThePassAtItsBranch()
    {
        var tcc = KernelHarness.Prepared(ATcc()).Play("register register submit 2f!");

        Assert.Equal(["02/confirm#1"], tcc.Calls);
        Assert.False(tcc.Drive.PassRunning);
        Assert.Equal(BranchOutcome.Error, tcc.Drive.Problem?.Outcome);
    }

    [Fact]
    public void RetryLimit_IsForSagasOnly()
    {
        var tcc = KernelHarness.Prepared(ATcc().RetryLimit(1)).Play("register submit 1f! @20 1f! @40 1f!");

        Assert.Equal((TransactionStatus.Submitted, 0), (tcc.Status, tcc.State!.RetriesUsed));
        Assert.Equal(80, tcc.DueIn);
    }

    [Theory]
    [InlineData("abort", "submit")]
    [InlineData("abort 1b+", "submit")]
    [InlineData("submit", "abort")]
    [InlineData("submit 1f+", "abort")]
    public void Decision_IsNotTakenBack(string script, string other)
    {
        var tcc = KernelHarness.Prepared(ATcc()).Play("register " + script);
        var status = tcc.Status;

        tcc.Play(other);

        Assert.Equal(status, tcc.Status);
    }

    [Fact]
    public void Abort_Again_TriesWhatWaits()
    {
        var tcc = KernelHarness.Prepared(ATcc()).Play("register");
        tcc.Abort("first");
        tcc.Play("1b!");

        tcc.Abort("second");

        Assert.Equal("01/cancel#2", tcc.Calls[^1]);
        Assert.Equal("first", tcc.Reason);
    }

    [Fact]
    public void Abort_WithAReasonThatCannotBeStored_IsCleaned()
    {
        var tcc = KernelHarness.Prepared(ATcc());

        tcc.Abort("a\0" + new string('x', 2000));

        Assert.Equal(1024, tcc.Reason!.Length);
        Assert.StartsWith("a\ufffdx", tcc.Reason, StringComparison.Ordinal);
    }
}
