using System.Collections;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;

namespace OrleansSaga.Silo.Api;

/// <summary>Says in this API's own terms which field is wrong.</summary>
internal static partial class FieldNames
{
    private const int LongestName = 128;

    /// <summary>
    /// The engine's message, which names fields of DTM's dialect (a request is translated into it), with this API's names.
    /// </summary>
    public static string OfEngine(string message)
    {
        message = PolicyField().Replace(message, "steps[$1].policy");
        message = OrderField().Replace(message, "steps[$1].after");
        return Replace(message, "custom_data.orleanssaga.tags", "tags")
            ?? Replace(message, "custom_data.orders:", "steps[].after:")
            ?? Replace(message, "custom_data.delay", "delay")
            ?? Replace(message, "custom_data:", "tags, after and policies together:")
            ?? Replace(message, "trans_type:", "mode:")
            ?? message;
    }

    /// <summary>What is wrong with JSON that does not fit <paramref name="root"/>: an unknown key, a key given twice, or a wrong type.</summary>
    public static string OfJson(JsonException wrong, JsonTypeInfo root)
    {
        var path = wrong.Path ?? "$";
        var field = path.Length <= 2 ? "body" : path[1] == '.' ? path[2..] : path[1..];
        field = Short(field);

        var expected = root.Type;
        foreach (Match part in PathPart().Matches(path))
        {
            var type = root.Options.GetTypeInfo(expected);
            if (type.Kind != JsonTypeInfoKind.Object)
            {
                expected = type.ElementType ?? typeof(object);
                continue;
            }

            var name = part.Groups[1].Success ? part.Groups[1].Value : part.Groups[2].Value;
            if (type.Properties.FirstOrDefault(property => property.Name == name) is not { } known)
                return $"{field}: unknown key; known are {string.Join(", ", type.Properties.Select(property => property.Name))}";
            expected = known.PropertyType;
        }

        return wrong.Message.StartsWith("Duplicate", StringComparison.Ordinal) ? $"{field}: given more than once" : $"{field}: not {Describe(expected)}";
    }

    /// <summary>A name from outside, short enough for a message.</summary>
    public static string Short(string name) => name.Length > LongestName ? $"{name[..LongestName]}..." : name;

    private static string Describe(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type == typeof(string) ? "a string"
            : type == typeof(bool) ? "a boolean"
            : type == typeof(int) || type == typeof(long) ? "a whole number"
            : type == typeof(double) ? "a number"
            : typeof(IDictionary).IsAssignableFrom(type) ? "an object of strings"
            : typeof(IList).IsAssignableFrom(type) ? "an array"
            : "an object";
    }

    private static string? Replace(string message, string prefix, string name) =>
        message.StartsWith(prefix, StringComparison.Ordinal) ? string.Concat(name, message.AsSpan(prefix.Length)) : null;

    [GeneratedRegex(@"^custom_data\.orleanssaga\.steps\.(\d+)")]
    private static partial Regex PolicyField();

    [GeneratedRegex(@"^custom_data\.orders\.(\d+)")]
    private static partial Regex OrderField();

    // The parts of System.Text.Json's paths: .name, [0], and ['a name with dots'].
    [GeneratedRegex(@"\.([^.\[]+)|\['(.*?)'\](?=[.\[]|$)|\[\d+\]")]
    private static partial Regex PathPart();
}
