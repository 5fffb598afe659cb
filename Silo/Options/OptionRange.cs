using System.Globalization;

namespace OrleansSaga.Silo.Options;

/// <summary>The words for a number that is out of its range.</summary>
internal static class OptionRange
{
    /// <summary>What is wrong with the value; null when it lies from <paramref name="least"/> to <paramref name="most"/>.</summary>
    public static string? Fault(string key, double value, double least, double most) =>
        value >= least && value <= most ? null : string.Create(CultureInfo.InvariantCulture, $"{key}: {value} is not from {least} to {most}");
}
