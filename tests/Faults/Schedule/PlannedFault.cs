using System.Globalization;

namespace OrleansSaga.Faults;

/// <summary>One fault of a schedule.</summary>
/// <param name="At">When it begins, from the start of the load.</param>
/// <param name="Kind">What is broken.</param>
/// <param name="Silo">Index of the silo that it strikes; null when it strikes all, or the database.</param>
/// <param name="Duration">How long it lasts.</param>
public sealed record PlannedFault(TimeSpan At, FaultKind Kind, int? Silo, TimeSpan Duration)
{
    /// <summary>For slow paths: how late every chunk comes.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>For slow paths and black holes: which way.</summary>
    public ProxyDirection Direction { get; init; } = ProxyDirection.Both;

    /// <summary>The silos that are started again afterwards, in this order, each with what its wall clock is off then.</summary>
    public IReadOnlyList<SiloStart> Starts { get; init; } = [];

    /// <summary>When it is over.</summary>
    public TimeSpan End => At + Duration;

    /// <summary>One line for people.</summary>
    public override string ToString()
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{At:mm\\:ss\\.f} {Kind}{(Silo is { } silo ? $" silo-{silo + 1}" : "")} for {Duration.TotalSeconds:0.0} s");
        if (Latency > TimeSpan.Zero)
            text += string.Create(CultureInfo.InvariantCulture, $", {Latency.TotalMilliseconds:0} ms");
        if (Direction != ProxyDirection.Both)
            text += Direction == ProxyDirection.ToServer ? ", only what goes there" : ", only what comes back";
        return Starts.Count == 0 ? text : $"{text}; starts {string.Join(", ", Starts)}";
    }
}
