using System.Text.Json;

namespace OrleansSaga.Grains.Kernel;

/// <summary>Reads JSON values with errors that name their field.</summary>
internal static class Json
{
    /// <summary>Null, or PHP's empty array where a map is meant.</summary>
    public static bool IsEmpty(JsonElement value) =>
        value.ValueKind == JsonValueKind.Null || (value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 0);

    public static bool Boolean(string field, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False or JsonValueKind.Null => false,
        _ => throw new InvalidFieldException($"{field}: not a boolean"),
    };

    /// <summary>A string; empty for null.</summary>
    public static string Text(string field, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Null => "",
        _ => throw new InvalidFieldException($"{field}: not a string"),
    };

    public static long Integer(string field, JsonElement value, long least, long most) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) && number >= least && number <= most
            ? number
            : throw new InvalidFieldException($"{field}: not a whole number from {least} to {most}");

    public static double Number(string field, JsonElement value, double least, double most) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && number >= least && number <= most
            ? number
            : throw new InvalidFieldException(FormattableString.Invariant($"{field}: not a number from {least} to {most}"));
}
