using System.Globalization;

namespace OrleansSaga.Faults;

/// <summary>A start of a silo.</summary>
/// <param name="Silo">Its index.</param>
/// <param name="ClockOffset">What its wall clock is off.</param>
public sealed record SiloStart(int Silo, TimeSpan ClockOffset)
{
    /// <summary>A few words for people.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"silo-{Silo + 1} (clock {ClockOffset.TotalSeconds:+0;-0;+0} s)");
}
