using OrleansSaga.Grains;

namespace OrleansSaga.Runtime.Tests.Wire.Contract;

/// <summary>One example of every call and result of Grains.Interfaces, in which no member has its default.</summary>
internal static class ContractSamples
{
    private static readonly StartTransaction Start = new(
        "gid-1", "saga", [new StartStep("http://a/1", "http://c/1") { BranchId = "01-02" }, new StartStep("http://a/2", "http://c/2") { BranchId = "02" }],
        [new byte[] { 1, 2, 3 }, new byte[] { 4 }], "{\"concurrent\":true}", "http://q", "grpc",
        new StartOptions(true, 60, 3, 10, Headers("x-token", "t"), true, 7, 2), "00-trace-01")
    {
        ReqExtra = Headers("status", "succeed"),
        RequestId = "r-0",
    };

    private static readonly BranchStamp Stamp = new("gid-1", Guid.Parse("01997a3e-0000-7000-8000-000000000001"), -1, BranchOp.Compensate, 3, 5_000_000_000);

    private static readonly TransactionInfo Info = new(
        "gid-1", Stamp.Instance, TransactionMode.Workflow, TransactionStatus.Aborting, 7, new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), new DateTimeOffset(2026, 1, 2, 3, 4, 6, TimeSpan.Zero),
        [new BranchInfo(1, "01-02", BranchProgress.Succeed, BranchProgress.Pending) { Attempts = 2, LastOutcome = BranchOutcome.Error, NextAttemptAt = new DateTimeOffset(2026, 1, 2, 3, 4, 9, TimeSpan.Zero), ParkedReason = "branch parked" }])
    {
        FinishedAt = new DateTimeOffset(2026, 1, 2, 3, 4, 7, TimeSpan.Zero),
        RollbackReason = "reason",
        Result = "cmVzdWx0",
        ResultLength = 8,
        ParkedReason = "parked",
        ParkedBranches = 2,
        BranchCount = 3,
        LeftOpen = ["01/action"],
        IsArchived = true,
    };

    public static IReadOnlyDictionary<string, object?[]> Arguments { get; } = new Dictionary<string, object?[]>
    {
        ["orleanssaga.ITransactionGrain.Prepare"] = [Start],
        ["orleanssaga.ITransactionGrain.Submit"] = [Start],
        ["orleanssaga.ITransactionGrain.Register"] = [new RegisterBranch("tcc", "01", new byte[] { 9 }, "http://confirm", "http://cancel", "http://url", "op", "succeed", "00-trace-01") { RequestId = "r-1" }],
        ["orleanssaga.ITransactionGrain.Abort"] = [new AbortTransaction("tcc", "reason") { RequestId = "r-2" }],
        ["orleanssaga.ITransactionGrain.ForceStop"] = [new OperatorRequest("operator") { RequestId = "r-3" }],
        ["orleanssaga.ITransactionGrain.Retry"] = [new RetryTransaction("operator", true) { RequestId = "r-4" }],
        ["orleanssaga.ITransactionGrain.WaitNext"] = [1L, 2L, TimeSpan.FromSeconds(3)],
        ["orleanssaga.ITransactionGrain.Report"] = [Stamp, new BranchResult(BranchOutcome.Failure, 409, "FAILURE", new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(1)), 17)],
        ["orleanssaga.ITransactionGrain.Wake"] = [],
        ["orleanssaga.ITransactionGrain.Get"] = [],
        ["orleanssaga.IBranchGrain.Start"] = [new BranchCall(Stamp, TransactionMode.Workflow, "http", "http://a/1", "01", new byte[] { 1 }, Headers("h", "v"), 3, "00-trace-01") { OpName = "flow" }],
    };

    public static IReadOnlyDictionary<string, object?> Results { get; } = new Dictionary<string, object?>
    {
        ["orleanssaga.ITransactionGrain.Submit"] = new TransactionReply(ReplyCode.WrongState, "message", TransactionStatus.Aborting, 4, 2) { WaitResult = true, Mode = TransactionMode.Tcc, RequestTimeoutSeconds = 3, IsNew = true },
        ["orleanssaga.ITransactionGrain.WaitNext"] = new TransactionProgress(TransactionStatus.Failed, "reason", 9, 3) { PassOutcome = BranchOutcome.Ongoing, PassMessage = "busy" },
        ["orleanssaga.ITransactionGrain.Report"] = true,
        ["orleanssaga.ITransactionGrain.Wake"] = WakeOutcome.Busy,
        ["orleanssaga.ITransactionGrain.Get"] = new TransactionReading(ReplyCode.Unavailable, "message", Info),
    };

    private static Dictionary<string, string> Headers(string key, string value) => new() { [key] = value };
}
