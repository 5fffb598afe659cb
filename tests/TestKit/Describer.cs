using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text;

namespace OrleansSaga.TestKit;

/// <summary>A value's content as text, collections included, so that two values can be compared by what they hold.</summary>
public static class Describer
{
    /// <summary>The content of <paramref name="value"/>.</summary>
    public static string Describe(object? value)
    {
        var text = new StringBuilder();
        Append(text, value);
        return text.ToString();
    }

    private static void Append(StringBuilder text, object? value)
    {
        switch (value)
        {
            case null:
                text.Append("null");
                break;
            case string or Guid or Enum or IFormattable:
                text.Append(CultureInfo.InvariantCulture, $"{value}");
                break;
            case ReadOnlyMemory<byte> bytes:
                text.Append(Convert.ToHexString(bytes.Span));
                break;
            case bool flag:
                text.Append(flag);
                break;
            case IEnumerable items:
                Append(text, items);
                break;
            default:
                AppendProperties(text, value);
                break;
        }
    }

    private static void Append(StringBuilder text, IEnumerable items)
    {
        text.Append('[');
        foreach (var item in items)
        {
            Append(text, item);
            text.Append(", ");
        }

        text.Append(']');
    }

    private static void AppendProperties(StringBuilder text, object value)
    {
        text.Append(value.GetType().Name).Append('{');
        foreach (var property in value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.GetIndexParameters().Length == 0))
        {
            text.Append(property.Name).Append('=');
            Append(text, property.GetValue(value));
            text.Append("; ");
        }

        text.Append('}');
    }
}
