using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace OrleansSaga.Silo.Application;

/// <summary>
/// The header by which a client, or a proxy that passes a request on to another silo, marks a repeat: the same key at the same call. The
/// repeat then gets the reply of the first, where DTM's protocol knows a 409 only ("it has ended already"), which SDKs take for a rollback.
/// </summary>
internal static class IdempotencyKey
{
    /// <summary>The header's name; over gRPC, of the metadata.</summary>
    public const string Header = "Idempotency-Key";

    private const int MaxLength = 256;
    private const int IdBytes = 16;

    /// <summary>
    /// The id under which a request is remembered: made of key, path and <paramref name="parts"/>, so that a client which uses one key for
    /// all calls of a transaction loses none. Empty, which means that it is another request every time, without one key of a sane length.
    /// </summary>
    /// <param name="context">The request.</param>
    /// <param name="parts">What tells calls of one path and one transaction from each other.</param>
    public static string RequestId(HttpContext context, params ReadOnlySpan<string> parts)
    {
        var header = context.Request.Headers[Header];
        if (header is not [{ Length: > 0 and <= MaxLength } key])
            return "";
        var text = new StringBuilder(key).Append('\n').Append(context.Request.Path.Value);
        foreach (var part in parts)
            text.Append('\n').Append(part);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()), hash);
        return Base64Url.EncodeToString(hash[..IdBytes]);
    }
}
