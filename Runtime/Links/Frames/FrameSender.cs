using System.IO.Pipelines;
using System.Threading.Channels;

namespace OrleansSaga.Runtime.Embedded;

/// <summary>
/// Writes the frames of one session. Whatever is queued when the stream can be written goes out in one flush: under load the frames
/// of many calls share it, and nobody waits for others to come.
/// </summary>
internal sealed class FrameSender(PipeWriter output, TimeProvider time, LinkInstruments instruments)
{
    /// <summary>A larger backlog goes out in several flushes, so that it is not copied as a whole before the first byte leaves.</summary>
    private const int FlushBytes = 256 * 1024;

    private readonly Channel<OutgoingFrame> _queue = Channel.CreateUnbounded<OutgoingFrame>(new UnboundedChannelOptions { SingleReader = true });
    private long _queuedBytes;
    private int _queuedFrames;

    /// <summary>Frames that are not yet written.</summary>
    public int QueuedFrames => Volatile.Read(ref _queuedFrames);

    /// <summary>Their bytes.</summary>
    public long QueuedBytes => Interlocked.Read(ref _queuedBytes);

    /// <summary>Queues a frame; false when the session ends.</summary>
    public bool TryEnqueue(in OutgoingFrame frame)
    {
        Count(1, frame.Size);
        if (_queue.Writer.TryWrite(frame))
            return true;
        Count(-1, -frame.Size);
        return false;
    }

    /// <summary>Takes no more frames; what is queued is still written.</summary>
    public void Complete() => _queue.Writer.TryComplete();

    /// <summary>Writes until <see cref="Complete"/> was called and all is out.</summary>
    /// <exception cref="IOException">The peer has stopped reading.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (await _queue.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
        {
            while (WriteSome(out var frames, out var bytes))
            {
                var result = await output.FlushAsync(cancellationToken).ConfigureAwait(false);
                Count(-frames, -bytes);
                instruments.OnFlushed(frames);
                if (result.IsCompleted || result.IsCanceled)
                    throw new IOException("the peer has stopped reading");
            }
        }
    }

    private bool WriteSome(out int frames, out long bytes)
    {
        frames = 0;
        bytes = 0;
        var now = time.GetTimestamp();
        while (bytes < FlushBytes && _queue.Reader.TryRead(out var frame))
        {
            frame.TryWrite(output, now);
            frames++;
            bytes += frame.Size;
        }

        return frames > 0;
    }

    private void Count(int frames, long bytes)
    {
        Interlocked.Add(ref _queuedFrames, frames);
        Interlocked.Add(ref _queuedBytes, bytes);
    }
}
