using System.Globalization;

namespace OrleansSaga.Benchmarks.Load;

/// <summary>Gids of a run: a prefix and the number of the saga in eight digits, which the participants and the done log read back.</summary>
internal static class Gids
{
    public const int Digits = 8;

    public static string Of(string prefix, int number) => prefix + number.ToString("d8", CultureInfo.InvariantCulture);

    /// <summary>The number at the end of a gid, or -1.</summary>
    public static int NumberOf(ReadOnlySpan<char> gid)
    {
        if (gid.Length < Digits)
            return -1;
        var number = 0;
        foreach (var digit in gid[^Digits..])
        {
            if (!char.IsAsciiDigit(digit))
                return -1;
            number = (number * 10) + digit - '0';
        }
        return number;
    }

    /// <summary>The number at the end of the gid in a request's query string, or -1.</summary>
    public static int NumberOf(ReadOnlySpan<byte> query)
    {
        var at = query.IndexOf("gid="u8);
        if (at < 0)
            return -1;
        var gid = query[(at + 4)..];
        var end = gid.IndexOf((byte)'&');
        if (end >= 0)
            gid = gid[..end];
        if (gid.Length < Digits)
            return -1;
        var number = 0;
        foreach (var digit in gid[^Digits..])
        {
            if (!char.IsAsciiDigit((char)digit))
                return -1;
            number = (number * 10) + digit - '0';
        }
        return number;
    }

    /// <summary>Writes the number over the last eight bytes of a gid.</summary>
    public static void Write(Span<byte> digits, int number)
    {
        for (var i = Digits - 1; i >= 0; i--)
        {
            digits[i] = (byte)('0' + (number % 10));
            number /= 10;
        }
    }
}
