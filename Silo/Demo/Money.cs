using System.Globalization;

namespace OrleansSaga.Silo.Demo;

/// <summary>Amounts for people.</summary>
internal static class Money
{
    public static string Text(long cents) => (cents / 100m).ToString("N2", CultureInfo.InvariantCulture);
}
