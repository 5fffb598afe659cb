using System.Globalization;
using System.Text;

namespace OrleansSaga.Faults;

/// <summary>What came of a run.</summary>
public sealed record FaultReport
{
    /// <summary>Seed of the run.</summary>
    public required int Seed { get; init; }

    /// <summary>How many silos there were.</summary>
    public required int Silos { get; init; }

    /// <summary>How long faults and load went on.</summary>
    public required double Seconds { get; init; }

    /// <summary>The transfers, by mode.</summary>
    public required IReadOnlyList<ModeCount> Transfers { get; init; }

    /// <summary>How often each kind of fault was applied.</summary>
    public required IReadOnlyDictionary<string, int> Faults { get; init; }

    /// <summary>Faults that found their silo not running.</summary>
    public required int Skipped { get; init; }

    /// <summary>Starts of a silo that ended before it was ready, as when the database was away.</summary>
    public required int RepeatedStarts { get; init; }

    /// <summary>Silos that ended because others had declared them dead, where that is their way (<see cref="SiloNature.EndsWhenDeclaredDead"/>).</summary>
    public required int DeclaredDead { get; init; }

    /// <summary>Writes that the journal's fence refused, over all silos; of killed ones, what they had told within the last second is missing.</summary>
    public required long Conflicts { get; init; }

    /// <summary>Seconds from the heal until the last transaction was final.</summary>
    public required double FinalAfterSeconds { get; init; }

    /// <summary>Broken promises; empty when all is well.</summary>
    public required IReadOnlyList<string> Violations { get; init; }

    /// <summary>Where the silos' logs and the log of this run are kept; null when nothing was wrong.</summary>
    public string? Logs { get; init; }

    /// <summary>The report for people.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"seed {Seed}: {Silos} silos, {Seconds:0} s");
        foreach (var mode in Transfers)
            text.AppendLine(CultureInfo.InvariantCulture, $"  {mode.Mode,-9} {mode.Asked,7} asked {mode.Acknowledged,7} acknowledged {mode.Succeeded,7} succeeded {mode.Failed,7} failed {mode.Unknown,5} never arrived");
        text.AppendLine(CultureInfo.InvariantCulture, $"  faults: {string.Join(", ", Faults.Select(fault => $"{fault.Value} {fault.Key}"))}; {Skipped} skipped; {RepeatedStarts} starts repeated; {DeclaredDead} ended as dead");
        text.AppendLine(CultureInfo.InvariantCulture, $"  {Conflicts} conflicts; all final {FinalAfterSeconds:0.0} s after the heal");
        text.AppendLine(CultureInfo.InvariantCulture, $"  {Violations.Count} violations");
        foreach (var violation in Violations)
            text.AppendLine(CultureInfo.InvariantCulture, $"    {violation}");
        if (Logs is not null)
            text.AppendLine(CultureInfo.InvariantCulture, $"  logs: {Logs}");
        return text.ToString();
    }
}
