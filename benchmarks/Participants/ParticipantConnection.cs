using System.Net.Sockets;
using OrleansSaga.Benchmarks.Http;
using OrleansSaga.Benchmarks.Load;

namespace OrleansSaga.Benchmarks.Participants;

/// <summary>
/// One connection from the server. The first word of the path says how to answer: <c>/later</c> 425 ONGOING at once,
/// <c>/hang</c> never, both counted by saga; anything else success at once.
/// </summary>
internal sealed class ParticipantConnection(Socket socket, SagaSet counted)
{
    private const int LargestRequest = 64 * 1024;

    private byte[] _buffer = new byte[1024];
    private int _length;

    private static ReadOnlySpan<byte> Success => "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 25\r\n\r\n{\"dtm_result\":\"SUCCESS\"}\n"u8;

    private static ReadOnlySpan<byte> Ongoing => "HTTP/1.1 425 Too Early\r\nContent-Type: application/json\r\nContent-Length: 25\r\n\r\n{\"dtm_result\":\"ONGOING\"}\n"u8;

    public Socket Socket => socket;

    /// <summary>Reads and answers what is there; false when the connection has ended or makes no sense.</summary>
    public bool Serve()
    {
        if (_length == _buffer.Length)
        {
            if (_length >= LargestRequest)
                return false;
            Array.Resize(ref _buffer, _length * 2);
        }
        var count = socket.Receive(_buffer.AsSpan(_length), SocketFlags.None, out var error);
        if (error == SocketError.WouldBlock)
            return true;
        if (error != SocketError.Success || count == 0)
            return false;
        _length += count;
        while (true)
        {
            var bytes = _buffer.AsSpan(0, _length);
            var headLength = HttpBytes.HeadLength(bytes);
            if (headLength < 0)
                return true;
            var head = bytes[..headLength];
            if (HttpBytes.IsChunked(head))
                return false;
            var length = headLength + Math.Max(0, HttpBytes.ContentLength(head));
            if (_length < length)
                return true;
            if (!Answer(head))
                return false;
            bytes[length..].CopyTo(_buffer);
            _length -= length;
        }
    }

    private bool Answer(ReadOnlySpan<byte> head)
    {
        var target = head[..head.IndexOf((byte)'\r')];
        var path = target[(target.IndexOf((byte)' ') + 1)..];
        var later = path.StartsWith("/later/"u8);
        if (!later && !path.StartsWith("/hang/"u8))
            return Send(Success);
        counted.Add(Gids.NumberOf(path[..path.IndexOf((byte)' ')]));
        return !later || Send(Ongoing);
    }

    private bool Send(ReadOnlySpan<byte> response) =>
        socket.Send(response, SocketFlags.None, out var error) == response.Length && error == SocketError.Success;
}
