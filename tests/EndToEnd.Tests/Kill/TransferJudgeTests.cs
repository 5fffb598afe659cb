using OrleansSaga.Samples.Bank;

namespace OrleansSaga.EndToEnd.Tests;

/// <summary>The kill test is worth as much as its judge: each test but the first two shows it a guilt.</summary>
public sealed class TransferJudgeTests
{
    private static readonly TransferRecord Transfer = new("g", "tcc", "alice", "bob") { IsAcknowledged = true };
    private static readonly BranchAudit Out = new("north", "01", BranchState.Applied, -1);
    private static readonly BranchAudit In = new("south", "02", BranchState.Applied, 1);

    [Fact]
    public void Judge_SucceededAndMoved_FindsNothing() => Assert.Empty(Judge(Transfer with { Promised = "succeed" }, "succeed", Moved()));

    [Fact]
    public void Judge_NeverAcknowledgedNeverHeardOf_FindsNothing() => Assert.Empty(Judge(Transfer with { IsAcknowledged = false }, null, null));

    [Fact]
    public void Judge_AcknowledgedAndUnknown_IsLost() => AssertGuilt("acknowledged, and lost", Transfer, null, null);

    [Theory]
    [InlineData("prepared")]
    [InlineData("submitted")]
    [InlineData("aborting")]
    public void Judge_NotFinal_IsNotOver(string status) => AssertGuilt($"still {status}", Transfer, status, Moved());

    [Fact]
    public void Judge_PromiseBroken_IsSeen() => AssertGuilt("ended as failed", Transfer with { Promised = "succeed" }, "failed", null);

    [Fact]
    public void Judge_SucceededWithoutTrace_IsSeen() => AssertGuilt("the banks know nothing", Transfer, "succeed", null);

    [Fact]
    public void Judge_SucceededHalf_IsSeen() => AssertGuilt("the banks say Partial", Transfer, "succeed", new("g", TransferOutcome.Partial, -1, [Out]));

    [Fact]
    public void Judge_SucceededAtOneBankOnly_IsSeen() => AssertGuilt("the banks say Applied", Transfer, "succeed", new("g", TransferOutcome.Applied, 0, [Out]));

    [Fact]
    public void Judge_WrongAmount_IsSeen() =>
        AssertGuilt("wrong amount", Transfer, "succeed", new("g", TransferOutcome.Applied, 0, [Out with { NetCents = -2 }, In with { NetCents = 2 }]));

    [Fact]
    public void Judge_FailedButMoved_IsSeen() => AssertGuilt("failed, and the banks say Applied", Transfer, "failed", Moved());

    [Fact]
    public void Judge_UnknownToTheServerButMoved_IsSeen() => AssertGuilt("the banks do", Transfer with { IsAcknowledged = false }, null, Moved());

    [Fact]
    public void Judge_TransferThatNobodyMade_IsSeen() =>
        Assert.Contains("stranger: nobody asked for it.", TransferJudge.Judge([], new Dictionary<string, string?>(), Books(new("stranger", TransferOutcome.Undone, 0, []))));

    [Fact]
    public void Judge_MoneyGone_IsSeen() =>
        Assert.Contains("The banks have 99 cents, and had 100.", TransferJudge.Judge([], new Dictionary<string, string?>(), new BankAuditReport(100, 99, [], [])));

    [Fact]
    public void Judge_ViolationInTheBooks_IsSeen() =>
        Assert.Contains("bad", TransferJudge.Judge([], new Dictionary<string, string?>(), new BankAuditReport(100, 100, [], ["bad"])));

    private static TransferAudit Moved() => new("g", TransferOutcome.Applied, 0, [Out, In]);

    private static BankAuditReport Books(TransferAudit? transfer) => new(100, 100, transfer is null ? [] : [transfer], []);

    private static IEnumerable<string> Judge(TransferRecord record, string? status, TransferAudit? transfer) =>
        TransferJudge.Judge([record], new Dictionary<string, string?> { [record.Gid] = status }, Books(transfer));

    private static void AssertGuilt(string expected, TransferRecord record, string? status, TransferAudit? transfer) =>
        Assert.Contains(expected, Assert.Single(Judge(record, status, transfer)), StringComparison.Ordinal);
}
