using System.Buffers;
using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.Extensions.Options;
using OrleansSaga.Grains;
using OrleansSaga.Grains.Branches;

namespace OrleansSaga.Silo.Branches;

/// <summary>
/// Calls participants over HTTP as DTM does (protocol 3.1, 3.2), by JSON-RPC where that is meant (3.3). Its way: target, place at the participant's gate, request, answer,
/// rules. Whatever a participant does becomes a result; only the caller's own cancellation is thrown.
/// </summary>
internal sealed class HttpBranchCaller(IOptions<BranchCallOptions> options, BranchInstruments instruments, TimeProvider time)
    : IBranchCaller, IDisposable
{
    // What a timer can hold (49 days) is longer than anybody waits.
    private const long LongestTimeoutSeconds = 4_000_000;

    private readonly BranchCallOptions _options = options.Value;
    private readonly HostGates _gates = new(options.Value, time);
    private readonly HttpMessageInvoker _http = new(CreateHandler(options.Value), disposeHandler: true);

    /// <inheritdoc/>
    public async Task<BranchResult> CallAsync(BranchCall call, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(call);
        if (!BranchTarget.TryCreate(call, _options.InDocker, out var target, out var fault))
            return NotSendable(call, fault);
        if (JsonRpcRequest.IsFor(call))
        {
            if (JsonRpcRequest.Wrap(call, out fault) is not { } wrapped)
                return NotSendable(call, fault);
            call = wrapped;
        }

        var isCompensation = call.Stamp.Op.IsBackward();
        var arrived = time.GetTimestamp();
        HostGate? gate;
        Admission admission;
        do
        {
            gate = _gates.Of(target.Host);
            if (gate is null)
                return Deferred(call, arrived, "hosts", "too many participants are being called at once");
            admission = await gate.EnterAsync(isCompensation, cancellationToken).ConfigureAwait(false);
        }
        while (admission == Admission.Retired);

        if (admission == Admission.QueueFull)
            return Deferred(call, arrived, "queue_full", "too many calls wait for this participant");
        if (admission == Admission.QueueTimeUp)
            return Deferred(call, arrived, "queue_time", "no place at this participant became free in time");
        instruments.OnStarted(call.Stamp.Op);
        try
        {
            return await AttemptAsync(call, target, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            instruments.OnEnded(call.Stamp.Op);
            gate.Leave(isCompensation);
        }
    }

    /// <summary>Closes the connections.</summary>
    public void Dispose() => _http.Dispose();

    private static SocketsHttpHandler CreateHandler(BranchCallOptions options) => new()
    {
        // A redirect would repeat a call somewhere else, a proxy from the environment would reroute it, a cookie would tie
        // transactions together.
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.None,
        // The gates limit the calls in flight. Were this limit tighter, calls would wait where nobody can defer them.
        MaxConnectionsPerServer = options.CallsPerHost,
        // Long enough to be cheap, short enough to follow a participant that moves to another address.
        PooledConnectionLifetime = TimeSpan.FromMinutes(3),
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(60),
        // A call's own timeout ends its wait for a connection; this ends an attempt to connect that nobody waits for any more.
        ConnectTimeout = TimeSpan.FromSeconds(10),
        // What is left of an overlong response is not worth reading.
        MaxResponseDrainSize = 0,
        // BranchTelemetry propagates the trace: the transaction's, not the one of whoever happens to run this code.
        ActivityHeadersPropagator = null,
        RequestHeaderEncodingSelector = static (_, _) => Encoding.UTF8,
    };

    private async Task<BranchResult> AttemptAsync(BranchCall call, BranchTarget target, CancellationToken cancellationToken)
    {
        using var activity = BranchTelemetry.Start(call, target.Url);
        if (!BranchRequest.TryCreate(call, target, BranchTelemetry.TraceParentOf(activity, call), out var request, out var fault))
            return NotSendable(call, fault);
        using var sent = request;

        var startedAt = time.GetUtcNow();
        var started = time.GetTimestamp();
        var timeoutSeconds = Math.Clamp(call.TimeoutSeconds, 1, LongestTimeoutSeconds);
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(timeoutSeconds), time);
        using var registration = cancellationToken.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), timeout);
        var statusCode = 0;
        BranchOutcome outcome;
        string excerpt;
        try
        {
            using var response = await _http.SendAsync(request, timeout.Token).ConfigureAwait(false);
            statusCode = (int)response.StatusCode;
            var stream = await response.Content.ReadAsStreamAsync(timeout.Token).ConfigureAwait(false);
            var whole = JsonRpcRequest.IsFor(call) ? new ArrayBufferWriter<byte>() : null;
            var body = await ResponseBody.ReadAsync(stream, _options.ResponseBytes, whole, timeout.Token).ConfigureAwait(false);
            (outcome, excerpt) = (ResultRules.Of(statusCode, body), body.Excerpt);
            if (whole is not null)
                outcome = JsonRpcResult.Of(outcome, whole.WrittenMemory);
            if (body.IsOverLimit && outcome == BranchOutcome.Error)
                excerpt = ResponseBody.Cut(string.Create(CultureInfo.InvariantCulture, $"the response is longer than {_options.ResponseBytes} bytes; it begins: {excerpt}"));
        }
        catch (Exception exception) when (TransportFault.Is(exception))
        {
            cancellationToken.ThrowIfCancellationRequested();
            outcome = BranchOutcome.Error;
            excerpt = timeout.IsCancellationRequested ? TimeUp(timeoutSeconds, statusCode) : TransportFault.Describe(exception);
        }

        var took = time.GetElapsedTime(started);
        instruments.OnCompleted(call.Stamp.Op, outcome, took);
        BranchTelemetry.Finish(activity, outcome, statusCode);
        return new BranchResult(outcome, statusCode, excerpt, startedAt, Milliseconds(took));
    }

    private static string TimeUp(long seconds, int statusCode) => string.Create(
        CultureInfo.InvariantCulture,
        $"{(statusCode == 0 ? "no answer" : "no complete answer")} within {seconds} s");

    // Nothing leaves, yet it is an attempt: it would fail for ever, so the limits on attempts must see it.
    private BranchResult NotSendable(BranchCall call, string fault)
    {
        instruments.OnCompleted(call.Stamp.Op, BranchOutcome.Error, TimeSpan.Zero);
        return new BranchResult(BranchOutcome.Error, 0, ResponseBody.Cut(fault), time.GetUtcNow(), 0);
    }

    private BranchResult Deferred(BranchCall call, long arrived, string reason, string words)
    {
        instruments.OnDeferred(call.Stamp.Op, reason);
        var waited = time.GetElapsedTime(arrived);
        return new BranchResult(BranchOutcome.Deferred, 0, words, time.GetUtcNow() - waited, Milliseconds(waited));
    }

    private static int Milliseconds(TimeSpan took) => (int)Math.Clamp(took.TotalMilliseconds, 0, int.MaxValue);
}
