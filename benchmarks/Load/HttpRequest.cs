using System.Text;

namespace OrleansSaga.Benchmarks.Load;

/// <summary>An encoded request; only the number in the gid, which it holds once, changes from one to the next.</summary>
internal sealed class HttpRequest
{
    private readonly byte[] _bytes;
    private readonly int _digitsAt;

    /// <summary>A POST of JSON that holds the gid <see cref="Gids.Of"/>(<paramref name="gidPrefix"/>, 0) in its target or its body.</summary>
    public HttpRequest(Uri host, string target, ReadOnlySpan<byte> body, string gidPrefix)
    {
        var head = $"POST {target} HTTP/1.1\r\nHost: {host.Authority}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n";
        _bytes = [.. Encoding.ASCII.GetBytes(head), .. body];
        _digitsAt = _bytes.AsSpan().IndexOf(Encoding.ASCII.GetBytes(Gids.Of(gidPrefix, 0))) + gidPrefix.Length;
    }

    /// <summary>The request of transaction <paramref name="number"/>, valid until the next call.</summary>
    public ReadOnlySpan<byte> For(int number)
    {
        Gids.Write(_bytes.AsSpan(_digitsAt, Gids.Digits), number);
        return _bytes;
    }
}
