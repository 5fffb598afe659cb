using System.Globalization;

namespace OrleansSaga.Faults;

/// <summary>Adds up what silos have told in their logs.</summary>
internal static class ConflictCount
{
    /// <summary>The conflicts of all lives of a silo; each life counts from zero.</summary>
    public static long Of(string log)
    {
        long total = 0, life = 0;
        foreach (var line in log.AsSpan().EnumerateLines())
        {
            if (!line.StartsWith(SiloRole.ConflictsMark, StringComparison.Ordinal) || !long.TryParse(line[SiloRole.ConflictsMark.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var told))
                continue;
            if (told < life)
                total += life;
            life = told;
        }

        return total + life;
    }
}
