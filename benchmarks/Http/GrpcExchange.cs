using System.Buffers.Binary;
using System.Net.Sockets;
using OrleansSaga.Benchmarks.Cli;

namespace OrleansSaga.Benchmarks.Http;

/// <summary>
/// One HTTP/2 connection with one unary gRPC call on it at a time, by hand, so that a call costs the load generator about what an
/// HTTP/1.1 request does. It forbids the server a header table (HPACK), so that a trailer's value can be read without state.
/// </summary>
internal sealed class GrpcExchange : IExchange
{
    private const int FrameHead = 9;
    private const byte Headers = 1;
    private const byte Settings = 4;
    private const byte Ping = 6;
    private const byte GoAway = 7;
    private const byte EndStream = 1;
    private const byte Ack = 1;

    private readonly byte[] _buffer = new byte[64 * 1024];
    private int _length;
    private int _stream = -1;

    public GrpcExchange(Uri server)
    {
        Socket = HttpConnection.Connect(server);
        // Preface; our settings: no header table, no pushes, large windows, so that nothing ever waits for an update of ours.
        Socket.Send([
            .. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8,
            0, 0, 18, Settings, 0, 0, 0, 0, 0,
            0, 1, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 4, 0x7F, 0xFF, 0xFF, 0xFF,
            0, 0, 4, 8, 0, 0, 0, 0, 0, 0x7F, 0xFF, 0, 0]);
        Socket.Blocking = false;
    }

    public Socket Socket { get; }

    /// <summary>Sends a call's two frames, a head and a body, under the next stream number, which is written into both.</summary>
    public void Send(Span<byte> request)
    {
        _stream += 2;
        BinaryPrimitives.WriteInt32BigEndian(request[5..], _stream);
        var body = request[(FrameHead + FrameLength(request))..];
        BinaryPrimitives.WriteInt32BigEndian(body[5..], _stream);
        SendAll(request);
    }

    /// <summary>Reads what is there; true when the call has ended, with the HTTP status that says the same as its grpc-status.</summary>
    public bool TryReceive(out HttpReply reply)
    {
        reply = default;
        var status = -1;
        var count = Socket.Receive(_buffer.AsSpan(_length), SocketFlags.None, out var error);
        if (error == SocketError.WouldBlock)
            return false;
        if (error != SocketError.Success || count == 0)
            throw new BenchmarkException($"The server closed a gRPC connection ({error}).");
        _length += count;
        var at = 0;
        while (_length - at >= FrameHead && _length - at >= FrameHead + FrameLength(_buffer.AsSpan(at)))
        {
            var frame = _buffer.AsSpan(at, FrameHead + FrameLength(_buffer.AsSpan(at)));
            if (Take(frame) is { } ended)
                status = ended;
            at += frame.Length;
        }

        _buffer.AsSpan(at, _length - at).CopyTo(_buffer);
        _length -= at;
        reply = new HttpReply(status switch { 0 => 200, 10 => 409, 14 => 503, _ => 500 }, ReadOnlyMemory<byte>.Empty);
        return status >= 0;
    }

    public void Dispose() => Socket.Dispose();

    private int? Take(Span<byte> frame)
    {
        var (type, flags) = (frame[3], frame[4]);
        if (type is Settings or Ping && (flags & Ack) == 0)
        {
            // The same frame back, marked as an acknowledgement; that of settings is empty.
            frame[4] = Ack;
            if (type == Settings)
                frame[..3].Clear();
            SendAll(type == Settings ? frame[..FrameHead] : frame);
        }

        if (type == GoAway)
            throw new BenchmarkException("The server ended a gRPC connection.");
        return type == Headers && (flags & EndStream) != 0 ? StatusOf(frame[FrameHead..]) : null;
    }

    /// <summary>grpc-status among trailers: a literal of one or two digits, written as text.</summary>
    private static int StatusOf(ReadOnlySpan<byte> trailers)
    {
        var at = trailers.IndexOf("grpc-status"u8);
        if (at < 0)
            throw new BenchmarkException("A gRPC call ended without a grpc-status that can be read.");
        var value = trailers[(at + "grpc-status".Length)..];
        var status = 0;
        foreach (var digit in value.Slice(1, value[0]))
            status = (status * 10) + digit - '0';
        return status;
    }

    private static int FrameLength(ReadOnlySpan<byte> frame) => (frame[0] << 16) | (frame[1] << 8) | frame[2];

    private void SendAll(ReadOnlySpan<byte> bytes)
    {
        if (Socket.Send(bytes, SocketFlags.None, out var error) != bytes.Length || error != SocketError.Success)
            throw new BenchmarkException($"A gRPC frame could not be sent in one piece ({error}).");
    }
}
