using Microsoft.Extensions.Logging;
using OrleansSaga.Grains.Kernel;

namespace OrleansSaga.Grains.Transactions;

/// <summary>Drives one global transaction: decide, append, answer, then call branches. No turn waits for a participant.</summary>
public sealed partial class TransactionGrain(EngineServices engine, ILogger<TransactionGrain> logger) : Grain, ITransactionGrain
{
    /// <summary>Waits up to this long are kept in memory; longer ones are left to the due index, and the activation goes.</summary>
    private static readonly TimeSpan LongestResidentWait = TimeSpan.FromSeconds(5);

    /// <summary>How long a prepared transaction stays in memory for its client's next call.</summary>
    private static readonly TimeSpan ClientPause = TimeSpan.FromSeconds(10);

    /// <summary>The pause after a write that found no place, before time is asked again.</summary>
    private static readonly TimeSpan BusyPause = TimeSpan.FromSeconds(1);

    /// <summary>The longest pause before the journal is asked again what it holds.</summary>
    private static readonly TimeSpan LongestLook = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long an activation that nothing keeps stays behind for who asks next. Orleans sends on what waits for an activation that ends,
    /// and only so often: ending after each of a hundred requests at once would refuse most of them.
    /// </summary>
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(1);

    private const string StoreAway = "the store is not available";

    private JournaledTransaction _transaction = null!;
    private Waiters _waiters = null!;
    private TickTimer _timer = null!;
    private DrivingPlace _place = null!;
    private string _gid = "";
    private TimeSpan? _lookAgainAfter;
    private bool _awaited;
    private bool _isInTurn;
    private bool _isEnded;
    private bool _isAsked;
    private DateTimeOffset? _leavesAt;
    private DateTimeOffset _expectedUntil = DateTimeOffset.MinValue;
    private DateTimeOffset _quietUntil = DateTimeOffset.MinValue;

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _gid = this.GetPrimaryKeyString();
        _transaction = new JournaledTransaction(_gid, engine);
        _waiters = new Waiters(engine.Time, engine.Closing.Token);
        _timer = new TickTimer(this, engine.Time, Tick);
        _place = new DrivingPlace(engine.Admission);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        // Waiting interleaves, so that the runtime does not wait for it where it ends activations that have moved.
        _isEnded = true;
        _place.GiveBack();
        _waiters.Signal();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<TransactionReply> Prepare(StartTransaction request) => Turn(() => Start(request, submit: false));

    /// <inheritdoc/>
    public Task<TransactionReply> Submit(StartTransaction request) => Turn(() => Start(request, submit: true));

    /// <inheritdoc/>
    public Task<TransactionReply> Register(RegisterBranch request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Turn(() => AddBranch(request));
    }

    /// <inheritdoc/>
    public Task<TransactionReply> Abort(AbortTransaction request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Turn(() => RollBack(request));
    }

    /// <inheritdoc/>
    public Task<TransactionReply> ForceStop(OperatorRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Turn(() => Ask(new ForceStopInput(), new Cause(request.Actor, "force_stop", null, request.RequestId)));
    }

    /// <inheritdoc/>
    public Task<TransactionReply> Retry(RetryTransaction request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Turn(() => Ask(new RetryInput(request.Unpark), new Cause(request.Actor, "retry", null, request.RequestId)));
    }

    /// <inheritdoc/>
    public Task<bool> Report(BranchStamp stamp, BranchResult result)
    {
        ArgumentNullException.ThrowIfNull(stamp);
        return Turn(() => TakeReport(stamp, result));
    }

    /// <inheritdoc/>
    public Task<WakeOutcome> Wake() => Turn(Resume);
}
