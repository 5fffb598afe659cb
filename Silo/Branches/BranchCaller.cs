using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.Extensions.Options;
using OrleansSaga.Grains;
using OrleansSaga.Grains.Branches;

namespace OrleansSaga.Silo.Branches;

/// <summary>
/// Calls participants as DTM does (protocol section 3). Its way: protocol, target, place at the participant's gate, request, answer,
/// rules. Whatever a participant does becomes a result; only the caller's own cancellation is thrown.
/// </summary>
internal sealed class BranchCaller(IOptions<BranchCallOptions> options, BranchInstruments instruments, TimeProvider time)
    : IBranchCaller, IDisposable
{
    // What a timer can hold (49 days) is longer than anybody waits.
    private const long LongestTimeoutSeconds = 4_000_000;

    private static readonly HttpBranchProtocol Http = new();
    private static readonly GrpcBranchProtocol Grpc = new();

    private readonly BranchCallOptions _options = options.Value;
    private readonly HostGates _gates = new(options.Value, time);
    private readonly HttpMessageInvoker _http = new(CreateHandler(options.Value), disposeHandler: true);

    /// <inheritdoc/>
    public async Task<BranchResult> CallAsync(BranchCall call, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(call);
        if (call.Url.Length == 0)
            return new BranchResult(BranchOutcome.Success, 0, "", time.GetUtcNow(), 0);
        var protocol = ProtocolOf(call);
        if (!protocol.TryTarget(call, _options.InDocker, out var target, out var fault))
            return NotSendable(call, fault);

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
            return await AttemptAsync(call, protocol, target, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            instruments.OnEnded(call.Stamp.Op);
            gate.Leave(isCompensation);
        }
    }

    /// <summary>Closes the connections.</summary>
    public void Dispose() => _http.Dispose();

    /// <summary>HTTP's URLs are called by HTTP whatever the transaction's protocol is; the rest by gRPC, unless it is HTTP's own.</summary>
    private static IBranchProtocol ProtocolOf(BranchCall call) =>
        call.Protocol == "http"
        || call.Url.StartsWith("http://", StringComparison.OrdinalIgnoreCase)
        || call.Url.StartsWith("https://", StringComparison.OrdinalIgnoreCase) ? Http : Grpc;

    private static SocketsHttpHandler CreateHandler(BranchCallOptions options) => new()
    {
        // A redirect would repeat a call somewhere else, a proxy from the environment would reroute it, a cookie would tie
        // transactions together.
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        // ContentCoding undoes what has to be undone.
        AutomaticDecompression = DecompressionMethods.None,
        // The gates limit the calls in flight. Were this limit tighter, calls would wait where nobody can defer them.
        MaxConnectionsPerServer = options.CallsPerHost,
        // Long enough to be cheap, short enough to follow a participant that moves to another address.
        PooledConnectionLifetime = TimeSpan.FromMinutes(3),
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(60),
        // A gRPC participant has one connection for all its calls, until they are more than it takes on one.
        EnableMultipleHttp2Connections = true,
        // Calls that time out leave that connection open: only a ping tells whether its other end is gone without a word. More
        // often would be too often: servers drop clients that ping much.
        KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
        KeepAlivePingDelay = TimeSpan.FromSeconds(60),
        KeepAlivePingTimeout = TimeSpan.FromSeconds(10),
        // A call's own timeout ends its wait for a connection; this ends an attempt to connect that nobody waits for any more.
        ConnectTimeout = TimeSpan.FromSeconds(10),
        // What is left of an overlong response is not worth reading.
        MaxResponseDrainSize = 0,
        // BranchTelemetry propagates the trace: the transaction's, not the one of whoever happens to run this code.
        ActivityHeadersPropagator = null,
        RequestHeaderEncodingSelector = static (_, _) => Encoding.UTF8,
    };

    private async Task<BranchResult> AttemptAsync(BranchCall call, IBranchProtocol protocol, BranchTarget target, CancellationToken cancellationToken)
    {
        using var activity = BranchTelemetry.Start(call, target.Url);
        if (!protocol.TryRequest(call, target, BranchTelemetry.TraceParentOf(activity, call), out var request, out var fault))
            return NotSendable(call, fault);
        using var sent = request;

        var startedAt = time.GetUtcNow();
        var started = time.GetTimestamp();
        var timeoutSeconds = Math.Clamp(call.TimeoutSeconds, 1, LongestTimeoutSeconds);
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(timeoutSeconds), time);
        using var registration = cancellationToken.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), timeout);
        var statusCode = 0;
        BranchAnswer answer;
        try
        {
            using var response = await _http.SendAsync(request, timeout.Token).ConfigureAwait(false);
            statusCode = (int)response.StatusCode;
            answer = await protocol.ReadAsync(call, response, _options.ResponseBytes, timeout.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (TransportFault.Is(exception))
        {
            cancellationToken.ThrowIfCancellationRequested();
            answer = new BranchAnswer(BranchOutcome.Error, timeout.IsCancellationRequested ? TimeUp(timeoutSeconds, statusCode) : TransportFault.Describe(exception));
        }

        var took = time.GetElapsedTime(started);
        instruments.OnCompleted(call.Stamp.Op, answer.Outcome, took);
        BranchTelemetry.Finish(activity, answer.Outcome, statusCode);
        return new BranchResult(answer.Outcome, statusCode, answer.Excerpt, startedAt, Milliseconds(took));
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
