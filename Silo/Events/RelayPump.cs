using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using OrleansSaga.Grains;

namespace OrleansSaga.Silo.Events;

/// <summary>Gathers what has been published while the last batch went out, and hands it to the relay.</summary>
internal sealed partial class RelayPump : IAsyncDisposable
{
    private const int Capacity = 8192;
    private const int MostInABatch = 256;

    private readonly IEventRelay _relay;
    private readonly ILogger _logger;
    private readonly Channel<TransactionNotice> _notices;
    private readonly Task _sending;

    public RelayPump(IEventRelay relay, EventInstruments instruments, ILogger logger)
    {
        (_relay, _logger) = (relay, logger);
        _notices = Channel.CreateBounded<TransactionNotice>(
            new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true }, _ => instruments.OnDropped(EventInstruments.Relay));
        _sending = Task.Run(SendAllAsync);
    }

    public string Silo => _relay.Silo;

    public bool IsWanted => _relay.AnyRemoteListener;

    public void Offer(TransactionNotice notice) => _notices.Writer.TryWrite(notice);

    public void Tell(bool any) => _relay.OnLocalListeners(any);

    public async ValueTask DisposeAsync()
    {
        _notices.Writer.TryComplete();
        await _sending;
    }

    private async Task SendAllAsync()
    {
        while (await _notices.Reader.WaitToReadAsync())
        {
            var batch = new List<TransactionNotice>();
            while (batch.Count < MostInABatch && _notices.Reader.TryRead(out var notice))
                batch.Add(notice);
            Send(batch);
        }
    }

    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "A relay with a bug must not end all later notices.")]
    private void Send(List<TransactionNotice> batch)
    {
        try
        {
            _relay.Send(batch);
        }
        catch (Exception exception)
        {
            LogNotSent(_logger, exception, batch.Count);
        }
    }

    [LoggerMessage(2401, LogLevel.Error, "{Count} notices for other silos were lost")]
    private static partial void LogNotSent(ILogger logger, Exception exception, int count);
}
