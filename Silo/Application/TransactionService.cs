using OrleansSaga.Grains;
using OrleansSaga.Grains.Journal;
using OrleansSaga.Grains.Kernel;
using OrleansSaga.Grains.Transactions;
using OrleansSaga.Silo.Application.Topics;

namespace OrleansSaga.Silo.Application;

/// <summary>
/// The one way from every front to transactions. Calls go to the grain of the gid with a deadline and a few repeats;
/// reads go to the journal. Nothing here knows a protocol.
/// </summary>
public sealed class TransactionService(
    IGrainFactory grains, IJournal journal, ITopics topics, EngineOptions engine, TimeProvider time, Closing closing)
{
    /// <summary>How long a call may take before it is answered as unavailable.</summary>
    public static readonly TimeSpan RequestDeadline = TimeSpan.FromSeconds(10);

    /// <summary>What clients are told when the call has reached no silo.</summary>
    internal const string SiloAway = "the silo that drives the transaction is stopping or cannot be reached";

    /// <summary>What a pass may take beyond the transaction's request timeout (protocol 4.1).</summary>
    private static readonly TimeSpan PassMargin = TimeSpan.FromSeconds(2);

    /// <summary>How much sooner than its own request timeout a saga's wait ends: SDKs wait just as long for their own request.</summary>
    private static readonly TimeSpan BeforeClient = TimeSpan.FromSeconds(1);

    private const int MostTries = 4;

    private readonly PassWaiter _passes = new(grains, journal, time);

    /// <summary>Registers a transaction without starting it. A message's topics are resolved first, whatever is stored under its gid (protocol 1.5).</summary>
    public Task<TransactionReply> PrepareAsync(StartTransaction request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var named = request with { RequestId = IdOf(request.RequestId) };
        return TopicExpander.HasTopics(named)
            ? ExpandAndCallAsync(named, static (grain, expanded) => grain.Prepare(expanded))
            : CallAsync(named.Gid, grain => grain.Prepare(named));
    }

    /// <summary>Starts a transaction, or another pass of one that is under way. Topics: as in <see cref="PrepareAsync"/>.</summary>
    public Task<TransactionReply> SubmitAsync(StartTransaction request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var named = request with { RequestId = IdOf(request.RequestId) };
        return TopicExpander.HasTopics(named)
            ? ExpandAndCallAsync(named, static (grain, expanded) => grain.Submit(expanded))
            : CallAsync(named.Gid, grain => grain.Submit(named));
    }

    /// <summary>Adds a branch to a prepared transaction, or records a workflow's progress.</summary>
    public Task<TransactionReply> RegisterAsync(string gid, RegisterBranch request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var named = request with { RequestId = IdOf(request.RequestId) };
        return CallAsync(gid, grain => grain.Register(named));
    }

    /// <summary>Makes a workflow or finds it; what is stored of it comes with an Ok, and is null otherwise.</summary>
    /// <exception cref="JournalUnavailableException">The store does not answer.</exception>
    public async Task<(TransactionReply Reply, StoredState? Stored)> PrepareWorkflowAsync(StartTransaction request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var reply = await PrepareAsync(request with { TransType = WireNames.Of(TransactionMode.Workflow) });
        return (reply, reply.Code == ReplyCode.Ok ? await GetAsync(request.Gid, cancellationToken) : null);
    }

    /// <summary>Asks to roll back.</summary>
    public Task<TransactionReply> AbortAsync(string gid, AbortTransaction request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var named = request with { RequestId = IdOf(request.RequestId) };
        return CallAsync(gid, grain => grain.Abort(named));
    }

    /// <summary>Ends a transaction as failed without calling anybody.</summary>
    public Task<TransactionReply> ForceStopAsync(string gid, string actor)
    {
        var request = new OperatorRequest(actor) { RequestId = IdOf("") };
        return CallAsync(gid, grain => grain.ForceStop(request));
    }

    /// <summary>Makes waiting retries due now, and with <paramref name="unpark"/> takes up parked branches.</summary>
    public Task<TransactionReply> RetryAsync(string gid, string actor, bool unpark)
    {
        var request = new RetryTransaction(actor, unpark) { RequestId = IdOf("") };
        return CallAsync(gid, grain => grain.Retry(request));
    }

    /// <summary>
    /// Waits for the end of the pass that <paramref name="started"/> began: at most the pass budget, and that once more after an owner was lost.
    /// A saga's pass has one budget, the server's request timeout and a little (protocol 4.1), or nearly its own longer one; in other modes it may
    /// take another one as long as it comes further.
    /// <paramref name="options"/> are those of the request; null where it had none (an abort), so that the stored ones count.
    /// A server that is told to stop waits no longer, so that nobody's waiting holds up its end.
    /// </summary>
    /// <exception cref="SiloUnavailableException">The server stops. Not a failure of the transaction, which clients would read out of any state that is not final.</exception>
    public async Task<TransactionProgress> WaitForPassAsync(string gid, TransactionReply started, StartOptions? options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(started);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, closing.Token);
        try
        {
            return await _passes.WaitAsync(gid, started, Budget(started, options), stop.Token);
        }
        catch (OperationCanceledException) when (closing.HasBegun && !cancellationToken.IsCancellationRequested)
        {
            throw new SiloUnavailableException("The server stops; the transaction is stored and goes on.");
        }
    }

    /// <summary>Reads a transaction; null when the gid is unknown.</summary>
    /// <exception cref="JournalUnavailableException">The store does not answer.</exception>
    public async Task<StoredState?> GetAsync(string gid, CancellationToken cancellationToken) =>
        await journal.LoadAsync(gid, cancellationToken) is { } stored ? new StoredState(stored, TransactionReader.Read(stored)) : null;

    /// <summary>Reads up to <paramref name="limit"/> records of a transaction's history from <paramref name="fromVersion"/> on.</summary>
    /// <exception cref="JournalUnavailableException">The store does not answer.</exception>
    public async Task<IReadOnlyList<HistoryRecord>> HistoryAsync(Guid instance, int fromVersion, int limit, CancellationToken cancellationToken)
    {
        var records = await journal.HistoryAsync(instance, fromVersion, limit, cancellationToken);
        return [.. records.Select(record => new HistoryRecord(record.Version, record.CommittedAt, RecordCodec.Decode(record.Body)))];
    }

    /// <summary>Reads one page of the listing, newest first.</summary>
    /// <exception cref="JournalUnavailableException">The store does not answer.</exception>
    public async Task<IReadOnlyList<ListedTransaction>> ListAsync(TransactionFilter filter, CancellationToken cancellationToken) =>
        await journal.ListAsync(filter, cancellationToken);

    /// <summary>Makes up to <paramref name="limit"/> transactions due now that would wait for longer than <paramref name="timeout"/>.</summary>
    /// <exception cref="JournalUnavailableException">The store does not answer.</exception>
    public async Task<(bool HasRemaining, int Count)> ResetCronTimeAsync(TimeSpan timeout, int limit, CancellationToken cancellationToken)
    {
        var waiting = await journal.DueAsync(new DueQuery(null, DueKind.Wait, time.GetUtcNow() + timeout, null, null, limit + 1), cancellationToken);
        var count = 0;
        foreach (var due in waiting.Take(limit))
        {
            var reply = await RetryAsync(due.Gid, "resetCronTime", unpark: false);
            count += reply.Code == ReplyCode.Ok ? 1 : 0;
        }

        return (waiting.Count > limit, count);
    }

    private TimeSpan Budget(TransactionReply started, StartOptions? options)
    {
        var seconds = options is { RequestTimeoutSeconds: > 0 and var asked } ? asked
            : started.RequestTimeoutSeconds > 0 ? started.RequestTimeoutSeconds
            : engine.Retry.RequestTimeoutSeconds;
        if (started.Mode is not (null or TransactionMode.Saga))
            return TimeSpan.FromSeconds(seconds) + PassMargin;
        // DTM gives a saga's pass the server's timeout, whatever its branches may take. Who allows them more waits as long for the answer.
        var usual = TimeSpan.FromSeconds(engine.Retry.RequestTimeoutSeconds) + PassMargin;
        var patient = TimeSpan.FromSeconds(seconds) - BeforeClient;
        return patient > usual ? patient : usual;
    }

    private async Task<TransactionReply> ExpandAndCallAsync(StartTransaction request, Func<ITransactionGrain, StartTransaction, Task<TransactionReply>> call)
    {
        TopicExpansion expansion;
        try
        {
            expansion = await topics.ExpandAsync(request, CancellationToken.None).AsTask().WaitAsync(RequestDeadline, time);
        }
        catch (JournalUnavailableException)
        {
            return Unavailable("the store is not available");
        }
        catch (TimeoutException)
        {
            return Unavailable($"no answer within {RequestDeadline.TotalSeconds} seconds");
        }

        return expansion.Request is { } expanded
            ? await CallAsync(request.Gid, grain => call(grain, expanded))
            : new TransactionReply(ReplyCode.Invalid, expansion.Refusal!, null, 0, 0);
    }

    /// <summary>Every request has an id, and keeps it however often it is sent: so a silo that meets it again knows what became of it.</summary>
    private string IdOf(string given) => given.Length > 0 ? given : NewRequestId.Create(time);

    private async Task<TransactionReply> CallAsync(string gid, Func<ITransactionGrain, Task<TransactionReply>> call)
    {
        if (GidRules.Check(gid, engine.Limits) is { } wrong)
            return new TransactionReply(ReplyCode.Invalid, wrong, null, 0, 0);
        var grain = grains.GetGrain<ITransactionGrain>(gid);
        try
        {
            var reply = await call(grain).WaitAsync(RequestDeadline, time);
            for (var tries = 1; reply.Code == ReplyCode.TryAgain && tries < MostTries; tries++)
                reply = await call(grain).WaitAsync(RequestDeadline, time);
            return reply.Code == ReplyCode.TryAgain ? reply with { Code = ReplyCode.Unavailable } : reply;
        }
        catch (TimeoutException)
        {
            return Unavailable($"no answer within {RequestDeadline.TotalSeconds} seconds");
        }
        catch (LimitExceededException)
        {
            return Unavailable("too many requests");
        }
        catch (SiloUnavailableException)
        {
            return Unavailable(SiloAway);
        }
    }

    private static TransactionReply Unavailable(string message) => new(ReplyCode.Unavailable, message, null, 0, 0);
}
