namespace OrleansSaga.Grains;

/// <summary>
/// One global transaction (key = gid): takes inputs one at a time, appends what they change to the journal, and only then answers and calls branches.
/// Every method may be repeated by its caller.
/// </summary>
[Alias("orleanssaga.ITransactionGrain")]
public interface ITransactionGrain : IGrainWithStringKey
{
    /// <summary>Registers the transaction without starting it (protocol 1.5, row prepare).</summary>
    [Alias("Prepare")]
    Task<TransactionReply> Prepare(StartTransaction request);

    /// <summary>Starts the transaction, or starts another pass of one that is under way (protocol 1.5, row submit).</summary>
    [Alias("Submit")]
    Task<TransactionReply> Submit(StartTransaction request);

    /// <summary>Adds a branch (tcc, xa) or records progress (workflow) of a prepared transaction (protocol 1.4). An identical repeat is accepted.</summary>
    [Alias("Register")]
    Task<TransactionReply> Register(RegisterBranch request);

    /// <summary>Asks to roll back (protocol 1.5, row abort).</summary>
    [Alias("Abort")]
    Task<TransactionReply> Abort(AbortTransaction request);

    /// <summary>Ends the transaction as failed without calling anybody, listing what was left open (protocol 1.5, row forceStop).</summary>
    [Alias("ForceStop")]
    Task<TransactionReply> ForceStop(OperatorRequest request);

    /// <summary>Makes waiting retries due now; with <see cref="RetryTransaction.Unpark"/> also takes up parked branches with a fresh count of attempts.</summary>
    [Alias("Retry")]
    Task<TransactionReply> Retry(RetryTransaction request);

    /// <summary>Returns at the first end of a pass after <paramref name="afterPass"/>, at a version above <paramref name="afterVersion"/>, or after <paramref name="timeout"/>, whichever comes first.</summary>
    [AlwaysInterleave]
    [Alias("WaitNext")]
    Task<TransactionProgress> WaitNext(long afterVersion, long afterPass, TimeSpan timeout);

    /// <summary>Reads what the journal has of the transaction. Waits for no turn, and never asks what the activation has in memory.</summary>
    [AlwaysInterleave]
    [Alias("Get")]
    Task<TransactionReading> Get();

    /// <summary>Takes the result of a branch call. False: it could not be decided now; report it again.</summary>
    [Alias("Report")]
    Task<bool> Report(BranchStamp stamp, BranchResult result);

    /// <summary>Looks whether something is due: the due index or a take-over asks. Returns whether the transaction is being driven now.</summary>
    [Alias("Wake")]
    Task<WakeOutcome> Wake();
}
