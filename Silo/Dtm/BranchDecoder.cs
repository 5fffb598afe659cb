using System.Buffers;
using System.Globalization;
using System.Text.Json;
using OrleansSaga.Grains;

namespace OrleansSaga.Silo.Dtm;

/// <summary>A registerBranch body as it was decoded, or why it was not.</summary>
/// <param name="Gid">gid as sent.</param>
/// <param name="Branch">The branch; null when the body is wrong.</param>
/// <param name="Wrong">What is wrong with the body, naming the key; null when nothing is.</param>
internal readonly record struct DecodedBranch(string Gid, RegisterBranch? Branch, string? Wrong)
{
    public static DecodedBranch Refused(string wrong) => new("", null, wrong);
}

/// <summary>
/// Decodes registerBranch's flat map of strings the way DTM's server does (protocol 1.4): null is the empty string, a later duplicate
/// wins, keys are exact, and a value that is no string is refused under any key, though only some keys are read.
/// </summary>
internal static class BranchDecoder
{
    /// <summary>Longest key that a refusal shows.</summary>
    private const int ShownKey = 64;

    /// <summary>The branch, or what is wrong with the body.</summary>
    public static DecodedBranch Decode(in ReadOnlySequence<byte> body)
    {
        var reader = new FieldReader(body.IsSingleSegment ? new Utf8JsonReader(body.FirstSpan) : new Utf8JsonReader(body));
        try
        {
            return Decode(ref reader);
        }
        catch (JsonException)
        {
            return DecodedBranch.Refused(string.Create(CultureInfo.InvariantCulture, $"body: not valid JSON, from byte {reader.Json.BytesConsumed} on"));
        }
    }

    private static DecodedBranch Decode(ref FieldReader reader)
    {
        var fields = default(Fields);
        reader.Json.Read();
        if (reader.Json.TokenType == JsonTokenType.StartObject)
        {
            while (reader.Json.Read() && reader.Json.TokenType == JsonTokenType.PropertyName)
            {
                if (!TryRead(ref reader, ref fields))
                    return DecodedBranch.Refused(reader.Wrong!);
            }
        }
        else if (reader.Json.TokenType != JsonTokenType.Null)
        {
            return DecodedBranch.Refused($"body: must be a JSON object of strings, not {FieldReader.Describe(reader.Json.TokenType)}");
        }

        // Anything behind the value is malformed: the reader throws.
        reader.Json.Read();
        return new DecodedBranch(fields.Gid ?? "", fields.ToBranch(), null);
    }

    private static bool TryRead(ref FieldReader reader, ref Fields fields)
    {
        var key = KeyOf(ref reader);
        reader.Json.Read();
        return key switch
        {
            "gid" => TryText(ref reader, key, ref fields.Gid),
            "trans_type" => TryText(ref reader, key, ref fields.TransType),
            "branch_id" => TryText(ref reader, key, ref fields.BranchId),
            "confirm" => TryText(ref reader, key, ref fields.Confirm),
            "cancel" => TryText(ref reader, key, ref fields.Cancel),
            "url" => TryText(ref reader, key, ref fields.Url),
            "op" => TryText(ref reader, key, ref fields.Op),
            "status" => TryText(ref reader, key, ref fields.Status),
            "data" => TryData(ref reader, key, ref fields.Data),
            _ => reader.Json.TokenType is JsonTokenType.String or JsonTokenType.Null || reader.Fail(key, "a string"),
        };
    }

    private static bool TryText(ref FieldReader reader, string key, ref string? value)
    {
        value = null;
        return reader.TryText(key, ref value);
    }

    private static bool TryData(ref FieldReader reader, string key, ref ReadOnlyMemory<byte> value)
    {
        value = default;
        return reader.TryBytes(key, ref value);
    }

    /// <summary>The key; of one that is too long to be ours, or is no text, what a refusal may show.</summary>
    private static string KeyOf(ref FieldReader reader)
    {
        try
        {
            var key = reader.Json.GetString()!;
            return key.Length <= ShownKey ? key : $"{key[..(char.IsHighSurrogate(key[ShownKey - 1]) ? ShownKey - 1 : ShownKey)]}...";
        }
        catch (InvalidOperationException)
        {
            return "a key that is no text";
        }
    }

    /// <summary>What has been read so far.</summary>
    private struct Fields
    {
        public string? Gid;
        public string? TransType;
        public string? BranchId;
        public string? Confirm;
        public string? Cancel;
        public string? Url;
        public string? Op;
        public string? Status;
        public ReadOnlyMemory<byte> Data;

        public readonly RegisterBranch ToBranch() =>
            new(TransType ?? "", BranchId ?? "", Data, Confirm ?? "", Cancel ?? "", Url ?? "", Op ?? "", Status ?? "", TraceParent: null);
    }
}
