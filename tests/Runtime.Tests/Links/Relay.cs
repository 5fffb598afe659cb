using System.Buffers;
using System.IO.Pipelines;

namespace OrleansSaga.Runtime.Tests.Links;

/// <summary>Stands between a link and a server, and can cut the stream wherever it is just then.</summary>
internal sealed class Relay : IDisposable
{
    private readonly CancellationTokenSource _cut = new();

    public Relay(LinkServer server)
    {
        (Client, var near) = MemoryTransport.Pair();
        var (far, served) = MemoryTransport.Pair();
        _ = TestConnector.ServeAsync(server, served);
        _ = PumpAsync(near.Input, far.Output, _cut.Token);
        _ = PumpAsync(far.Input, near.Output, _cut.Token);
    }

    /// <summary>What the link gets.</summary>
    public MemoryTransport Client { get; }

    public void Cut() => _cut.Cancel();

    public void Dispose() => _cut.Dispose();

    private static async Task PumpAsync(PipeReader from, PipeWriter to, CancellationToken cut)
    {
        await Task.Yield();
        Exception? end = null;
        try
        {
            while (await PumpOnceAsync(from, to, cut))
            {
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            end = new IOException("cut");
        }

        await to.CompleteAsync(end);
        await from.CompleteAsync(end);
    }

    private static async Task<bool> PumpOnceAsync(PipeReader from, PipeWriter to, CancellationToken cut)
    {
        var read = await from.ReadAsync(cut);
        // In pieces, so that a cut falls into frames, too.
        for (var rest = read.Buffer; rest.Length > 0; rest = rest.Slice(Math.Min(rest.Length, 100)))
        {
            to.Write(rest.Slice(0, Math.Min(rest.Length, 100)).ToArray());
            if ((await to.FlushAsync(cut)).IsCompleted)
                return false;
        }

        from.AdvanceTo(read.Buffer.End);
        return !read.IsCompleted;
    }
}
