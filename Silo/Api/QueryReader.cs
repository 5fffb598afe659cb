using System.Buffers.Text;
using System.Globalization;
using OrleansSaga.Grains;
using OrleansSaga.Grains.Journal;

namespace OrleansSaga.Silo.Api;

/// <summary>Reads query strings strictly: an unknown parameter or a value that cannot be meant is refused by name, never ignored.</summary>
internal static class QueryReader
{
    /// <summary>Most transactions on a page.</summary>
    public const int MostListed = 500;

    /// <summary>Most records of history at once.</summary>
    public const int MostRecords = 1000;

    private const int ListedByDefault = 50;
    private const int RecordsByDefault = 200;
    private const int GuidBytes = 16;

    private static readonly string[] TimeFormats = ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];
    private static readonly long LatestMs = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    /// <summary>The filter that a list request asks for.</summary>
    public static (TransactionFilter? Filter, ApiError? Error) List(ListQuery query, IQueryCollection parameters)
    {
        try
        {
            Check(parameters, "status", "mode", "tag", "parked", "from", "to", "cursor", "limit");
            return (new TransactionFilter(
                Gid: null,
                Status(query.Status),
                Mode(query.Mode),
                Tag(query.Tag),
                Parked(query.Parked),
                Time("from", query.From),
                Time("to", query.To),
                Cursor(query.Cursor),
                Integer("limit", query.Limit, 1, MostListed) ?? ListedByDefault), null);
        }
        catch (FormatException wrong)
        {
            return (null, ApiErrors.Invalid(wrong.Message));
        }
    }

    /// <summary>Which part of the history a request asks for: records behind a version, and how many of them.</summary>
    public static ((int After, int Limit)? Page, ApiError? Error) History(HistoryQuery query, IQueryCollection parameters)
    {
        try
        {
            Check(parameters, "history_after", "history_limit");
            return ((
                Integer("history_after", query.After, 0, int.MaxValue - 1) ?? 0,
                Integer("history_limit", query.Limit, 1, MostRecords) ?? RecordsByDefault), null);
        }
        catch (FormatException wrong)
        {
            return (null, ApiErrors.Invalid(wrong.Message));
        }
    }

    /// <summary>For endpoints without parameters: what is wrong with having some; null when there are none.</summary>
    public static ApiError? NoneExpected(IQueryCollection parameters)
    {
        try
        {
            Check(parameters);
            return null;
        }
        catch (FormatException wrong)
        {
            return ApiErrors.Invalid(wrong.Message);
        }
    }

    /// <summary>The cursor that goes on behind an instance.</summary>
    public static string CursorBehind(Guid instance) => Base64Url.EncodeToString(instance.ToByteArray(bigEndian: true));

    private static void Check(IQueryCollection parameters, params string[] known)
    {
        foreach (var (name, values) in parameters)
        {
            if (!known.Contains(name, StringComparer.OrdinalIgnoreCase))
                throw new FormatException($"{FieldNames.Short(name)}: unknown parameter; {(known.Length > 0 ? $"known are {string.Join(", ", known)}" : "there are none here")}");
            if (values.Count > 1)
                throw new FormatException($"{name}: given more than once");
        }
    }

    private static TransactionStatus? Status(string? text) => text is null ? null
        : WireNames.Status(text) ?? throw new FormatException("status: not one of prepared, submitted, aborting, succeed, failed");

    private static TransactionMode? Mode(string? text) => text is null ? null
        : WireNames.Mode(text) ?? throw new FormatException("mode: not one of saga, msg, tcc, xa, workflow");

    private static KeyValuePair<string, string>? Tag(string? text)
    {
        if (text is null)
            return null;
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && !text.Contains('\0', StringComparison.Ordinal)
            ? new KeyValuePair<string, string>(text[..colon], text[(colon + 1)..])
            : throw new FormatException("tag: not of the form key:value");
    }

    private static bool? Parked(string? text) => text switch
    {
        null => null,
        "true" => true,
        "false" => false,
        _ => throw new FormatException("parked: not true or false"),
    };

    private static DateTimeOffset? Time(string name, string? text)
    {
        if (text is null)
            return null;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds) && milliseconds <= LatestMs)
            return DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
        // A plus that nobody escaped arrives as a space. Without an offset the time would be anybody's.
        text = text.Replace(' ', '+');
        var hasOffset = text.EndsWith('Z') || (text.Length > 6 && text[^6] is '+' or '-' && text[^3] == ':');
        return hasOffset && DateTimeOffset.TryParseExact(text, TimeFormats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) && time >= DateTimeOffset.UnixEpoch
            ? time.ToUniversalTime()
            : throw new FormatException($"{name}: not a time such as 2026-01-31T12:00:00Z, nor milliseconds since 1970");
    }

    private static Guid? Cursor(string? text)
    {
        if (text is null)
            return null;
        Span<byte> bytes = stackalloc byte[GuidBytes];
        return text.Length <= 2 * GuidBytes && Base64Url.IsValid(text, out var length) && length == GuidBytes && Base64Url.TryDecodeFromChars(text, bytes, out _)
            ? new Guid(bytes, bigEndian: true)
            : throw new FormatException("cursor: not a next_cursor of this list");
    }

    private static int? Integer(string name, string? text, int least, int most) => text is null ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number
        : throw new FormatException($"{name}: not a whole number from {least} to {most}");
}
