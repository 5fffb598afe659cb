namespace OrleansSaga.Client;

/// <summary>What all texts are held to.</summary>
internal static class Texts
{
    /// <summary>Whether a text has no half of a surrogate pair, which no database takes.</summary>
    public static bool IsWhole(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogate(text[i]) && !(char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[++i])))
                return false;
        }

        return true;
    }

    /// <summary>The start of a key, fit for a message.</summary>
    public static string Short(string key)
    {
        const int Most = 32;
        var shown = key.Length <= Most ? key : key[..Most];
        return new string([.. shown.Select(static c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c)]);
    }
}
