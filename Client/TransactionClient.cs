using System.Diagnostics;
using System.Globalization;

namespace OrleansSaga.Client;

/// <summary>The client over the grains of transactions, whichever runtime carries them.</summary>
/// <param name="find">The grain of a gid.</param>
/// <param name="options">Times and limits.</param>
/// <param name="time">The clock that they are measured by.</param>
internal sealed class TransactionClient(Func<string, ITransactionGrain> find, TransactionClientOptions options, TimeProvider time) : ITransactionClient
{
    /// <summary>The longest single wait: shorter than a call may be with any runtime, so that a silo that is lost under it costs no more.</summary>
    private static readonly TimeSpan LongestListen = TimeSpan.FromSeconds(2);

    /// <summary>The longest pause between two looks at a transaction that nobody has in memory.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    private readonly TransactionCalls _calls = new(find, options, time);

    public Task<SubmittedTransaction> SubmitAsync(SagaDefinition saga, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(saga);
        return SagaRules.Check(saga, options.Limits) is { } fault
            ? Task.FromException<SubmittedTransaction>(Invalid(saga.Gid, fault))
            : SubmitAsync(SagaRequest.Of(saga, Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity ? activity.Id : null), cancellationToken);
    }

    public async Task<SubmittedTransaction> SubmitAsync(StartTransaction request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        CheckGid(request.Gid);
        if (SagaRules.PayloadFault(request.Payloads.Sum(static payload => (long)payload.Length), options.Limits) is { } fault)
            throw Invalid(request.Gid, fault);
        // One id for all tries: a server that meets it again knows what became of it.
        var named = request.RequestId.Length > 0 ? request : request with { RequestId = NewRequestId() };
        var reply = await _calls.CallAsync(request.Gid, grain => grain.Submit(named), Trouble, options.Deadline, cancellationToken).ConfigureAwait(false);
        return reply is { Code: ReplyCode.Ok, Status: { } status }
            ? new SubmittedTransaction(request.Gid, status, reply.Version, reply.IsNew)
            : throw new TransactionRefusedException(request.Gid, reply.Code, reply.Message) { Status = reply.Status };
    }

    public Task<TransactionInfo?> GetAsync(string gid, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(gid);
        return ReadAsync(gid, options.Deadline, cancellationToken);
    }

    public Task<TransactionInfo> WaitAsync(string gid, TimeSpan timeout, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(gid);
        if (timeout == Timeout.InfiniteTimeSpan)
            timeout = TimeSpan.MaxValue;
        ArgumentOutOfRangeException.ThrowIfLessThan(timeout, TimeSpan.Zero);
        return WaitForEndAsync(gid, timeout, cancellationToken);
    }

    private static string? Trouble(TransactionReply reply) => reply.Code is ReplyCode.TryAgain or ReplyCode.Unavailable ? reply.Message : null;

    private async Task<TransactionInfo> WaitForEndAsync(string gid, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var begun = time.GetTimestamp();
        var pause = options.FirstPause;
        while (true)
        {
            try
            {
                var rest = Left();
                var info = await ReadAsync(gid, rest < options.Deadline - options.TryTimeout ? rest + options.TryTimeout : options.Deadline, cancellationToken).ConfigureAwait(false)
                    ?? throw new TransactionRefusedException(gid, ReplyCode.NotFound, $"There is no transaction {gid}.");
                if (info.IsFinal || Left() == TimeSpan.Zero)
                    return info;
                if (await ListenAsync(gid, Left, cancellationToken).ConfigureAwait(false))
                    continue;
            }
            catch (TransactionUnavailableException) when (Left() > TimeSpan.Zero)
            {
                // Whoever waits for minutes also waits until somebody answers again.
            }

            var left = Left();
            await Task.Delay(pause < left ? pause : left, time, cancellationToken).ConfigureAwait(false);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }

        TimeSpan Left()
        {
            var left = timeout - time.GetElapsedTime(begun);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    /// <summary>Listens to the transaction's activation. True: it has ended, or the time is up. False: nobody has it in memory now, or can be asked.</summary>
    private async Task<bool> ListenAsync(string gid, Func<TimeSpan> left, CancellationToken cancellationToken)
    {
        while (left() is var rest && rest > TimeSpan.Zero)
        {
            var length = rest < LongestListen ? rest : LongestListen;
            TransactionProgress progress;
            try
            {
                progress = await find(gid).WaitNext(long.MaxValue, long.MaxValue, length).WaitAsync(length + options.TryTimeout, time, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                TransactionCalls.Told(gid, exception);
                return false;
            }

            if (progress.Status is null)
                return false;
            if (progress.Status is TransactionStatus.Succeed or TransactionStatus.Failed)
                return true;
        }

        return true;
    }

    private async Task<TransactionInfo?> ReadAsync(string gid, TimeSpan deadline, CancellationToken cancellationToken)
    {
        CheckGid(gid);
        var reading = await _calls.CallAsync(
            gid, static grain => grain.Get(), static reading => reading.Code is ReplyCode.Unavailable or ReplyCode.TryAgain ? reading.Message : null, deadline, cancellationToken).ConfigureAwait(false);
        return reading.Code switch
        {
            ReplyCode.Ok => reading.Info,
            ReplyCode.NotFound => null,
            _ => throw new TransactionRefusedException(gid, reading.Code, reading.Message),
        };
    }

    private void CheckGid(string gid)
    {
        if (GidRules.Check(gid, options.Limits) is { } fault)
            throw Invalid(gid, fault);
    }

    private static TransactionRefusedException Invalid(string gid, string fault) => new(gid, ReplyCode.Invalid, fault);

    private string NewRequestId() => Guid.CreateVersion7(time.GetUtcNow()).ToString("N", CultureInfo.InvariantCulture);
}
