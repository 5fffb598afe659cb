using System.Globalization;
using System.Text.Json;
using OrleansSaga.Grains;

namespace OrleansSaga.Silo.Dtm;

/// <summary>Reads <c>steps</c>: an array of maps of strings with the keys action, compensate and, from old clients, data (protocol 1.3).</summary>
internal static class StepsReader
{
    private const string Field = "steps";

    /// <summary>Reads the array; <paramref name="data"/> gets every data that is not empty, in order.</summary>
    public static bool TryRead(ref FieldReader reader, ref List<StartStep>? steps, ref List<ReadOnlyMemory<byte>>? data)
    {
        (steps, data) = (null, null);
        if (reader.Json.TokenType == JsonTokenType.Null)
            return true;
        if (reader.Json.TokenType != JsonTokenType.StartArray)
            return reader.Fail(Field, "an array of maps of strings");
        steps = new List<StartStep>(4);
        while (reader.Json.Read() && reader.Json.TokenType != JsonTokenType.EndArray)
        {
            if (!TryStep(ref reader, steps, ref data))
                return false;
        }

        return true;
    }

    private static bool TryStep(ref FieldReader reader, List<StartStep> steps, ref List<ReadOnlyMemory<byte>>? data)
    {
        string? action = null, compensate = null;
        ReadOnlyMemory<byte> own = default;
        if (reader.IsEmptyMap())
        {
            steps.Add(new StartStep("", ""));
            return true;
        }

        if (reader.Json.TokenType != JsonTokenType.StartObject)
            return reader.Fail(Name(steps), "a map of strings");
        while (reader.Json.Read() && reader.Json.TokenType == JsonTokenType.PropertyName)
        {
            // Keys of a map are exact, unlike the keys of the body.
            var key = reader.Json.ValueTextEquals("action"u8) ? 'a' : reader.Json.ValueTextEquals("compensate"u8) ? 'c' : reader.Json.ValueTextEquals("data"u8) ? 'd' : '?';
            reader.Json.Read();
            if (reader.Json.TokenType is not (JsonTokenType.String or JsonTokenType.Null))
                return reader.Fail(Name(steps), "a map of strings", reader.Json.TokenType);
            var ok = key switch
            {
                'a' => reader.TryText(Field, ref action),
                'c' => reader.TryText(Field, ref compensate),
                'd' => reader.TryBytes(Field, ref own),
                _ => true,
            };
            if (!ok)
                return false;
        }

        steps.Add(new StartStep(action ?? "", compensate ?? ""));
        if (own.Length > 0)
            (data ??= []).Add(own);
        return true;
    }

    private static string Name(List<StartStep> steps) => string.Create(CultureInfo.InvariantCulture, $"{Field}[{steps.Count}]");
}
