using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Extensions.Options;
using OrleansSaga.Grains;
using OrleansSaga.Grains.Transactions;
using OrleansSaga.Silo.Branches;

namespace OrleansSaga.Silo.Alerts;

/// <summary>
/// Tells an operator's URL of branch calls that keep failing (protocol 7.2): one request at a time, each at most once. A hook that is
/// slow or away delays nothing but its own alerts, and those are dropped, the oldest first, beyond a limit.
/// </summary>
internal sealed partial class AlertHook : BackgroundService, IBranchAlerts
{
    /// <summary>Most alerts that wait.</summary>
    public const int Capacity = 1000;

    /// <summary>Longest time for one request.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Channel<BranchAlert> _waiting;
    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, UseCookies = false, ConnectTimeout = Timeout });
    private readonly AlertOptions _options;
    private readonly AlertInstruments _instruments;
    private readonly TimeProvider _time;
    private readonly ILogger<AlertHook> _logger;

    public AlertHook(IOptions<AlertOptions> options, AlertInstruments instruments, TimeProvider time, ILogger<AlertHook> logger)
    {
        (_options, _instruments, _time, _logger) = (options.Value, instruments, time, logger);
        var bounds = new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true };
        _waiting = Channel.CreateBounded<BranchAlert>(bounds, _ => _instruments.OnDropped());
    }

    /// <inheritdoc/>
    public void OnRetry(BranchAlert alert)
    {
        if (alert.RetryCount >= _options.RetryLimit)
            _waiting.Writer.TryWrite(alert);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _http.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var alert in _waiting.Reader.ReadAllAsync(stoppingToken))
        {
            if (await SendAsync(alert, stoppingToken) is not { } fault)
            {
                _instruments.OnSent();
                continue;
            }

            _instruments.OnFailed();
            LogFailed(_logger, alert.Gid, alert.RetryCount, fault);
        }
    }

    /// <summary>Sends one alert; null when the hook took it, else why not, in words without the hook's URL.</summary>
    private async Task<string?> SendAsync(BranchAlert alert, CancellationToken stoppingToken)
    {
        using var limit = new CancellationTokenSource(Timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stoppingToken);
        using var request = new HttpRequestMessage(HttpMethod.Post, _options.WebHook) { Content = BodyOf(alert) };
        try
        {
            using var response = await _http.SendAsync(request, either.Token);
            return response.StatusCode is >= HttpStatusCode.OK and < HttpStatusCode.MultipleChoices
                ? null
                : string.Create(CultureInfo.InvariantCulture, $"it answered {(int)response.StatusCode}");
        }
        catch (Exception exception) when (TransportFault.Is(exception))
        {
            stoppingToken.ThrowIfCancellationRequested();
            return limit.IsCancellationRequested ? string.Create(CultureInfo.InvariantCulture, $"no answer within {Timeout.TotalSeconds} s") : TransportFault.Describe(exception);
        }
    }

    private static ByteArrayContent BodyOf(BranchAlert alert)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, WriterOptions))
        {
            json.WriteStartObject();
            json.WriteString("gid", alert.Gid);
            json.WriteString("status", WireNames.Of(alert.Status));
            json.WriteString("branch", alert.Branch);
            json.WriteString("error", alert.Error);
            json.WriteNumber("retry_count", alert.RetryCount);
            json.WriteEndObject();
        }

        var content = new ByteArrayContent(buffer.WrittenSpan.ToArray());
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return content;
    }

    [LoggerMessage(2301, LogLevel.Warning, "The alert hook could not be told that a branch of {Gid} has failed {RetryCount} times in a row: {Fault}")]
    private static partial void LogFailed(ILogger logger, string gid, int retryCount, string fault);
}
