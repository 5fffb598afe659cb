using System.Buffers;
using System.Text;
using OrleansSaga.Grains;

namespace OrleansSaga.Silo.Branches;

/// <summary>What is kept of a response body.</summary>
/// <param name="Tokens">The words found in what was read.</param>
/// <param name="IsOverLimit">Whether there was more than may be read.</param>
/// <param name="Excerpt">Its first characters.</param>
internal readonly record struct ResponseBody(TokenScan Tokens, bool IsOverLimit, string Excerpt)
{
    // The longest UTF-8 form of a UTF-16 character is three bytes.
    private const int ExcerptBytes = BranchResult.MaxExcerptLength * 3;
    private const int BufferBytes = 4096;
    private const string UsualSuccess = """{"dtm_result":"SUCCESS"}""";

    /// <summary>Reads to the end, or to the limit; keeps no more than one small buffer, and what it copies to <paramref name="whole"/>.</summary>
    public static async ValueTask<ResponseBody> ReadAsync(Stream stream, int limit, IBufferWriter<byte>? whole, CancellationToken cancellationToken)
    {
        var tokens = default(TokenScan);
        string? excerpt = null;
        var left = limit;
        var filled = 0;
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            while (left > 0)
            {
                var read = await stream.ReadAsync(buffer.AsMemory(filled, Math.Min(left, buffer.Length - filled)), cancellationToken).ConfigureAwait(false);
                if (read == 0)
                    return new ResponseBody(tokens, IsOverLimit: false, excerpt ?? ExcerptOf(buffer.AsSpan(0, filled)));
                left -= read;
                whole?.Write(buffer.AsSpan(filled, read));
                var from = Math.Max(0, filled - TokenScan.Overlap);
                filled += read;
                tokens.Look(buffer.AsSpan(from, filled - from));
                if (filled < buffer.Length)
                    continue;
                excerpt ??= ExcerptOf(buffer);
                buffer.AsSpan(filled - TokenScan.Overlap).CopyTo(buffer);
                filled = TokenScan.Overlap;
            }

            excerpt ??= ExcerptOf(buffer.AsSpan(0, filled));
            var isOver = await stream.ReadAsync(buffer.AsMemory(0, 1), cancellationToken).ConfigureAwait(false) > 0;
            return new ResponseBody(tokens, isOver, excerpt);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static string ExcerptOf(ReadOnlySpan<byte> start)
    {
        if (start.Length == UsualSuccess.Length && start.SequenceEqual("{\"dtm_result\":\"SUCCESS\"}"u8))
            return UsualSuccess;
        // PostgreSQL's text takes no NUL, and excerpts end up in rollback reasons.
        return Cut(Encoding.UTF8.GetString(start[..Math.Min(start.Length, ExcerptBytes)]).Replace('\0', '\uFFFD'));
    }

    /// <summary>The text's start, as long as an excerpt may be, without half a character at its end.</summary>
    public static string Cut(string text)
    {
        if (text.Length <= BranchResult.MaxExcerptLength)
            return text;
        var length = BranchResult.MaxExcerptLength;
        return text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];
    }
}
