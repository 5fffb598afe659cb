using System.Text;

namespace OrleansSaga.Benchmarks.Load;

/// <summary>An encoded request; only the number in the gid, which it holds once, changes from one to the next.</summary>
internal sealed class EncodedRequest
{
    private readonly byte[] _bytes;
    private readonly int _digitsAt;

    /// <summary>A request that holds the gid <see cref="Gids.Of"/>(<paramref name="gidPrefix"/>, 0).</summary>
    public EncodedRequest(byte[] bytes, string gidPrefix)
    {
        _bytes = bytes;
        _digitsAt = _bytes.AsSpan().IndexOf(Encoding.ASCII.GetBytes(Gids.Of(gidPrefix, 0))) + gidPrefix.Length;
    }

    /// <summary>A POST of JSON.</summary>
    public static EncodedRequest Post(Uri host, string target, ReadOnlySpan<byte> body, string gidPrefix)
    {
        var head = $"POST {target} HTTP/1.1\r\nHost: {host.Authority}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n";
        return new EncodedRequest([.. Encoding.ASCII.GetBytes(head), .. body], gidPrefix);
    }

    /// <summary>The request of transaction <paramref name="number"/>, valid until the next call.</summary>
    public Span<byte> For(int number)
    {
        Gids.Write(_bytes.AsSpan(_digitsAt, Gids.Digits), number);
        return _bytes;
    }
}
