using System.Globalization;

namespace OrleansSaga.Benchmarks.Cli;

/// <summary>The words behind a command: <c>--key value</c> or a bare <c>--key</c>. A key that nobody asked for is an error, so that a typing mistake does not measure something else.</summary>
internal sealed class CommandOptions
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);

    public CommandOptions(ReadOnlySpan<string> words)
    {
        for (var i = 0; i < words.Length; i++)
        {
            if (!words[i].StartsWith("--", StringComparison.Ordinal))
                throw new UsageException($"'{words[i]}' is not an option.");
            var hasValue = i + 1 < words.Length && !words[i + 1].StartsWith("--", StringComparison.Ordinal);
            if (!_values.TryAdd(words[i][2..], hasValue ? words[i + 1] : "true"))
                throw new UsageException($"{words[i]} is given twice.");
            if (hasValue)
                i++;
        }
    }

    public string? Text(string key)
    {
        _asked.Add(key);
        return _values.GetValueOrDefault(key);
    }

    public string Text(string key, string fallback) => Text(key) ?? fallback;

    public bool Flag(string key) => Text(key) switch
    {
        null or "false" => false,
        "true" => true,
        var other => throw new UsageException($"--{key} takes no value, or true or false; not '{other}'."),
    };

    public int Number(string key, int fallback, int least = 1)
    {
        var text = Text(key);
        if (text is null)
            return fallback;
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) || value < least)
            throw new UsageException($"--{key} takes a whole number of at least {least}, not '{text}'.");
        return value;
    }

    public int[] Numbers(string key, string fallback)
    {
        var text = Text(key, fallback);
        var numbers = new List<int>();
        foreach (var part in text.Split(','))
        {
            if (!int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var value) || value < 1)
                throw new UsageException($"--{key} takes whole numbers of at least 1, separated by commas; not '{text}'.");
            numbers.Add(value);
        }
        return [.. numbers];
    }

    /// <summary>Call when every option has been read.</summary>
    public void RefuseUnknown()
    {
        foreach (var key in _values.Keys)
        {
            if (!_asked.Contains(key))
                throw new UsageException($"--{key} is not an option of this command.");
        }
    }
}
