using System.Buffers;
using System.IO.Pipelines;

namespace OrleansSaga.Runtime.Tests.Links;

/// <summary>One end of a stream in memory. The test holds the other end, or gives it to a server.</summary>
internal sealed class MemoryTransport(PipeReader input, PipeWriter output, string remote) : ILinkTransport
{
    private volatile bool _isAborted;

    public PipeReader Input => input;

    public PipeWriter Output => output;

    public string Remote => remote;

    public bool IsAborted => _isAborted;

    public static (MemoryTransport Client, MemoryTransport Server) Pair()
    {
        var options = new PipeOptions(useSynchronizationContext: false);
        var there = new Pipe(options);
        var back = new Pipe(options);
        return (new MemoryTransport(back.Reader, there.Writer, "memory:server"), new MemoryTransport(there.Reader, back.Writer, "memory:client"));
    }

    // Whoever reads or writes here has a token of its own; the other end hears of it when this one is disposed of.
    public void Abort() => _isAborted = true;

    public async ValueTask DisposeAsync()
    {
        var reason = _isAborted ? new IOException("aborted") : null;
        await input.CompleteAsync(reason);
        await output.CompleteAsync(reason);
    }

    /// <summary>Writes a frame by hand.</summary>
    public Task SendAsync(Action<IBufferWriter<byte>> write)
    {
        write(output);
        return output.FlushAsync(TestContext.Current.CancellationToken).AsTask().Soon();
    }

    /// <summary>Writes bytes that need not be frames.</summary>
    public Task SendAsync(ReadOnlyMemory<byte> bytes) => output.WriteAsync(bytes, TestContext.Current.CancellationToken).AsTask().Soon();

    /// <summary>The next frame that is no ping; null at the end of the stream.</summary>
    public async Task<(FrameKind Kind, byte[] Content)?> ReceiveAsync()
    {
        while (true)
        {
            var result = await input.ReadAsync(TestContext.Current.CancellationToken).AsTask().Soon();
            var rest = result.Buffer;
            if (FrameParser.TryTake(ref rest, int.MaxValue, out var kind, out var content))
            {
                var bytes = content.ToArray();
                input.AdvanceTo(rest.Start);
                if (kind != FrameKind.Ping)
                    return (kind, bytes);
                continue;
            }

            input.AdvanceTo(rest.Start, rest.End);
            if (result.IsCompleted)
                return null;
        }
    }

    /// <summary>The next frame, which must be a call.</summary>
    public async Task<(ulong Number, LinkRequest Request)> ReceiveCallAsync()
    {
        var frame = await ReceiveAsync();
        Assert.Equal(FrameKind.Call, frame?.Kind);
        var request = FrameParser.ReadCall(new ReadOnlySequence<byte>(frame!.Value.Content), out var number);
        return (number, request);
    }

    /// <summary>The next frame, which must be a reply.</summary>
    public async Task<(ulong Number, LinkReply Reply)> ReceiveReplyAsync()
    {
        var frame = await ReceiveAsync();
        Assert.Equal(FrameKind.Reply, frame?.Kind);
        var reply = FrameParser.ReadReply(new ReadOnlySequence<byte>(frame!.Value.Content), out var number);
        return (number, reply);
    }
}
