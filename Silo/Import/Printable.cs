namespace OrleansSaga.Silo.Import;

/// <summary>Texts from a database, made fit for a terminal.</summary>
internal static class Printable
{
    private const int MostLength = 200;

    /// <summary>The text on one line, without control characters.</summary>
    public static string Of(string text)
    {
        var cut = text.Length <= MostLength ? text : text[..MostLength] + "...";
        return cut.Any(char.IsControl) ? string.Concat(cut.Select(c => char.IsControl(c) ? '?' : c)) : cut;
    }
}
