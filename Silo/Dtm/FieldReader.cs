using System.Globalization;
using System.Text.Json;

namespace OrleansSaga.Silo.Dtm;

/// <summary>
/// Reads single fields with the rules of Go's encoding/json. Every method stands on the value's first token, leaves on its last, and
/// returns false when the value is wrong; <see cref="Wrong"/> then says why.
/// </summary>
internal ref struct FieldReader(Utf8JsonReader json)
{
    /// <summary>The reader; a field and not a property, because it is moved in place.</summary>
    public Utf8JsonReader Json = json;

    /// <summary>What is wrong, naming the field; null while nothing is.</summary>
    public string? Wrong { get; private set; }

    /// <summary>The field that the present key names.</summary>
    public readonly TransField Field()
    {
        // An escape is at most six bytes for one character: anything longer than that is no key of ours.
        var length = Json.HasValueSequence ? Json.ValueSequence.Length : Json.ValueSpan.Length;
        if (length > 6 * TransFields.LongestName)
            return TransField.Unknown;
        if (!Json.HasValueSequence && !Json.ValueIsEscaped)
            return TransFields.Of(Json.ValueSpan);
        Span<byte> key = stackalloc byte[6 * TransFields.LongestName];
        try
        {
            return TransFields.Of(key[..Json.CopyString(key)]);
        }
        catch (InvalidOperationException)
        {
            // The key is not proper text, so it is none of ours.
            return TransField.Unknown;
        }
    }

    /// <summary>Skips a value of any type.</summary>
    public bool Skip()
    {
        Json.Skip();
        return true;
    }

    /// <summary>A field that may only be null.</summary>
    public bool TryNull(string field) => Json.TokenType == JsonTokenType.Null || Fail(field, "null");

    /// <summary>A string; null leaves what is there.</summary>
    public bool TryText(string field, ref string? value)
    {
        if (Json.TokenType == JsonTokenType.Null)
            return true;
        if (Json.TokenType != JsonTokenType.String)
            return Fail(field, "a string");
        try
        {
            value = Json.ValueTextEquals("saga"u8) ? "saga" : Json.GetString();
            return true;
        }
        catch (InvalidOperationException)
        {
            return NotText(field);
        }
    }

    /// <summary>A string as UTF-8; null leaves what is there.</summary>
    public bool TryBytes(string field, ref ReadOnlyMemory<byte> value)
    {
        if (Json.TokenType == JsonTokenType.Null)
            return true;
        if (Json.TokenType != JsonTokenType.String)
            return Fail(field, "a string");
        // Unescaping only ever shortens: what is too much of the array are a few bytes, for which a second copy would be a bad price.
        var room = new byte[Json.HasValueSequence ? Json.ValueSequence.Length : Json.ValueSpan.Length];
        try
        {
            value = room.AsMemory(0, Json.CopyString(room));
            return true;
        }
        catch (InvalidOperationException)
        {
            return NotText(field);
        }
    }

    /// <summary>true or false; null leaves what is there.</summary>
    public bool TryBoolean(string field, ref bool value)
    {
        if (Json.TokenType == JsonTokenType.Null)
            return true;
        if (Json.TokenType is not (JsonTokenType.True or JsonTokenType.False))
            return Fail(field, "true or false");
        value = Json.GetBoolean();
        return true;
    }

    /// <summary>A whole number of 64 bits, written without fraction and exponent; null leaves what is there.</summary>
    public bool TryInteger(string field, ref long value)
    {
        if (Json.TokenType == JsonTokenType.Null)
            return true;
        return Json.TokenType == JsonTokenType.Number && Json.TryGetInt64(out value) || Fail(field, "a whole number of at most 64 bits");
    }

    /// <summary>Whether here stands null or PHP's empty array, which both pass for an empty map; the array is read over.</summary>
    public bool IsEmptyMap()
    {
        if (Json.TokenType == JsonTokenType.Null)
            return true;
        if (Json.TokenType != JsonTokenType.StartArray)
            return false;
        var ahead = Json;
        if (!ahead.Read() || ahead.TokenType != JsonTokenType.EndArray)
            return false;
        Json = ahead;
        return true;
    }

    /// <summary>A map of strings; null and an empty array leave none.</summary>
    public bool TryMap(string field, ref Dictionary<string, string>? map)
    {
        map = null;
        if (IsEmptyMap())
            return true;
        if (Json.TokenType != JsonTokenType.StartObject)
            return Fail(field, "a map of strings");
        while (Json.Read() && Json.TokenType == JsonTokenType.PropertyName)
        {
            string? key = null, value = null;
            try
            {
                key = Json.GetString()!;
            }
            catch (InvalidOperationException)
            {
                return NotText(field);
            }

            Json.Read();
            if (Json.TokenType is not (JsonTokenType.String or JsonTokenType.Null))
                return Fail(field, "a map of strings", Json.TokenType);
            if (!TryText(field, ref value))
                return false;
            (map ??= new(StringComparer.Ordinal))[key] = value ?? "";
        }

        return true;
    }

    /// <summary>An array of strings as UTF-8; null leaves none.</summary>
    public bool TryPayloads(ref List<ReadOnlyMemory<byte>>? payloads)
    {
        payloads = null;
        if (Json.TokenType == JsonTokenType.Null)
            return true;
        if (Json.TokenType != JsonTokenType.StartArray)
            return Fail("payloads", "an array of strings");
        payloads = new(4);
        while (Json.Read() && Json.TokenType != JsonTokenType.EndArray)
        {
            ReadOnlyMemory<byte> payload = default;
            if (Json.TokenType is not (JsonTokenType.String or JsonTokenType.Null))
                return Fail(string.Create(CultureInfo.InvariantCulture, $"payloads[{payloads.Count}]"), "a string");
            if (!TryBytes("payloads", ref payload))
                return false;
            payloads.Add(payload);
        }

        return true;
    }

    /// <summary>Notes that the field is of a wrong type; always false.</summary>
    public bool Fail(string field, string wanted) => Fail(field, wanted, Json.TokenType);

    /// <summary>Notes that the field holds something of a wrong type; always false.</summary>
    public bool Fail(string field, string wanted, JsonTokenType found)
    {
        Wrong = $"{field}: must be {wanted}, not {Describe(found)}";
        return false;
    }

    /// <summary>A token in words.</summary>
    public static string Describe(JsonTokenType token) => token switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.String => "a string",
        JsonTokenType.Number => "this number",
        JsonTokenType.True or JsonTokenType.False => "a boolean",
        _ => "null",
    };

    /// <summary>The reader takes any bytes between quotes; only taking the string shows that they are no UTF-8, or half a surrogate pair.</summary>
    private bool NotText(string field)
    {
        Wrong = $"{field}: not valid UTF-8 text";
        return false;
    }
}
