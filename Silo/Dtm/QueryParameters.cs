using System.Globalization;

namespace OrleansSaga.Silo.Dtm;

/// <summary>Reads query parameters; an empty one counts as absent, as in DTM. The first that is wrong is kept in <see cref="Wrong"/>.</summary>
internal sealed class QueryParameters(IQueryCollection query)
{
    /// <summary>What is wrong, naming the parameter; null when nothing is.</summary>
    public string? Wrong { get; private set; }

    /// <summary>The first value of a parameter; empty when it is absent.</summary>
    public string Text(string name) => query[name] is { Count: > 0 } values ? values[0] ?? "" : "";

    /// <summary>A whole number in a range; null when it is absent or wrong.</summary>
    public long? Integer(string name, long least, long most)
    {
        var text = Text(name);
        if (text.Length == 0)
            return null;
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most)
            return value;
        return Refuse<long>(name, string.Create(CultureInfo.InvariantCulture, $"must be a whole number from {least} to {most}"));
    }

    /// <summary>A value that <paramref name="parse"/> knows; null when it is absent or wrong.</summary>
    public T? Known<T>(string name, Func<string, T?> parse, string wanted)
        where T : struct
    {
        var text = Text(name);
        return text.Length == 0 ? null : parse(text) ?? Refuse<T>(name, wanted);
    }

    private T? Refuse<T>(string name, string wanted)
        where T : struct
    {
        Wrong ??= $"{name}: {wanted}";
        return null;
    }
}
