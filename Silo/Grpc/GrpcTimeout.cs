using System.Globalization;

namespace OrleansSaga.Silo.Grpc;

/// <summary>The header grpc-timeout: up to eight digits and a unit.</summary>
internal static class GrpcTimeout
{
    private const int MostDigits = 8;
    private const int MostSeconds = 99_999_999;

    /// <summary>Longer than anybody waits, and what a timer can hold.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(40);

    /// <summary>Reads it; one longer than a timer can hold is cut to 40 days.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out TimeSpan timeout)
    {
        timeout = default;
        if (text.Length is < 2 or > MostDigits + 1 || !long.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var amount))
            return false;
        var unit = text[^1] switch
        {
            'H' => TimeSpan.TicksPerHour,
            'M' => TimeSpan.TicksPerMinute,
            'S' => TimeSpan.TicksPerSecond,
            'm' => TimeSpan.TicksPerMillisecond,
            'u' => TimeSpan.TicksPerMicrosecond,
            'n' => 0,
            _ => -1,
        };
        if (unit < 0)
            return false;
        // 99,999,999 hours are far from the end of a long. A tick is 100 ns.
        var ticks = text[^1] == 'n' ? amount / TimeSpan.NanosecondsPerTick : amount * unit;
        timeout = TimeSpan.FromTicks(Math.Min(ticks, Longest.Ticks));
        return true;
    }

    /// <summary>Writes a whole number of seconds, 1 or more.</summary>
    public static string OfSeconds(long seconds) => string.Create(CultureInfo.InvariantCulture, $"{Math.Min(seconds, MostSeconds)}S");
}
