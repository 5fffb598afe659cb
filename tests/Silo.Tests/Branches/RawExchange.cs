using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace OrleansSaga.Silo.Tests.Branches;

/// <summary>One request on a connection, and what to answer.</summary>
internal sealed class RawExchange
{
    private readonly Socket _socket;
    private readonly CancellationToken _stopping;

    private RawExchange(Socket socket, string request, CancellationToken stopping)
    {
        _socket = socket;
        Request = request;
        _stopping = stopping;
    }

    /// <summary>Head and body of the request, as Latin-1 text.</summary>
    public string Request { get; }

    public bool IsClosed { get; private set; }

    public async Task SendAsync(string text) => await SendAsync(Encoding.Latin1.GetBytes(text));

    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        while (bytes.Length > 0)
            bytes = bytes[await _socket.SendAsync(bytes, SocketFlags.None, _stopping)..];
    }

    /// <summary>Answers nothing (more) until the participant is stopped or the caller goes away.</summary>
    public async Task HangAsync() => await _socket.ReceiveAsync(new byte[1], SocketFlags.None, _stopping);

    public void Close() => IsClosed = true;

    public void Reset()
    {
        _socket.LingerState = new LingerOption(enable: true, seconds: 0);
        IsClosed = true;
    }

    /// <summary>Reads the next request: a head, and as many bytes as its Content-Length says; null when the connection is closed.</summary>
    public static async Task<RawExchange?> ReadAsync(Socket socket, CancellationToken stopping)
    {
        var text = new StringBuilder();
        var buffer = new byte[16 * 1024];
        while (!IsWhole(text.ToString()))
        {
            var read = await socket.ReceiveAsync(buffer, SocketFlags.None, stopping);
            if (read == 0)
                return null;
            text.Append(Encoding.Latin1.GetString(buffer, 0, read));
        }

        return new RawExchange(socket, text.ToString(), stopping);
    }

    private static bool IsWhole(string text)
    {
        // A TLS hello is as much as a plain-text participant will ever get.
        if (text.StartsWith('\x16'))
            return true;
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (end < 0)
            return false;
        const string Name = "\r\nContent-Length: ";
        var at = text.IndexOf(Name, 0, end, StringComparison.Ordinal);
        if (at < 0)
            return true;
        at += Name.Length;
        var length = int.Parse(text[at..text.IndexOf('\r', at)], CultureInfo.InvariantCulture);
        return text.Length - (end + 4) >= length;
    }
}
