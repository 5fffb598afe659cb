using System.IO.Compression;

namespace OrleansSaga.Silo.Branches;

/// <summary>
/// Undoes gzip, which every call accepts as DTM's do, and which participants use also when they are not asked to: a FAILURE in it must be
/// found. Not left to .NET's handler, which would not see an answer that was cut, and would ask gRPC participants too.
/// </summary>
internal static class ContentCoding
{
    /// <summary>What a call says that it accepts.</summary>
    public const string Accepted = "gzip";

    /// <summary>Codings that hide the text of a body. Other words in the header, such as the name of a character set, are mistakes that change nothing.</summary>
    private static readonly string[] Hiding = ["gzip", "x-gzip", "deflate", "br", "zstd", "compress", "x-compress"];

    static ContentCoding() => AppContext.SetSwitch("System.IO.Compression.UseStrictValidation", true);

    /// <summary>The body as it was before it was coded; or hidden, when that is not known here.</summary>
    public static async ValueTask<(Stream Body, bool IsHidden)> OpenAsync(HttpContent content, CancellationToken cancellationToken)
    {
        var body = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        if (!content.Headers.NonValidated.TryGetValues("Content-Encoding", out var header))
            return (body, false);
        var codings = header.ToString().Split(',', StringSplitOptions.TrimEntries).Where(static coding => Hiding.Contains(coding, StringComparer.OrdinalIgnoreCase)).ToList();
        // An empty body is empty, however it says that it is coded.
        if (codings.Count == 0 || content.Headers.ContentLength == 0)
            return (body, false);
        return codings is [var only] && (Same(only, "gzip") || Same(only, "x-gzip"))
            ? (new GZipStream(body, CompressionMode.Decompress), false)
            : (body, true);
    }

    private static bool Same(string coding, string other) => string.Equals(coding, other, StringComparison.OrdinalIgnoreCase);
}
