using System.Text;

namespace OrleansSaga.Grains.Kernel;

/// <summary>Texts from outside, made fit to store.</summary>
internal static class Text
{
    /// <summary>
    /// At most <paramref name="length"/> characters of <paramref name="text"/>, without NUL and without half surrogate pairs:
    /// a database refuses those, and a participant must not be able to make a record that cannot be written.
    /// </summary>
    public static string Clean(string text, int length)
    {
        var clean = IsClean(text) ? text : Replace(text);
        if (clean.Length <= length)
            return clean;
        return clean[..(char.IsHighSurrogate(clean[length - 1]) ? length - 1 : length)];
    }

    private static bool IsClean(string text)
    {
        foreach (var c in text)
        {
            if (c == '\0' || char.IsSurrogate(c))
                return false;
        }

        return true;
    }

    private static string Replace(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            clean.Append(rune.Value == 0 ? Rune.ReplacementChar.ToString() : rune.ToString());
        return clean.ToString();
    }
}
