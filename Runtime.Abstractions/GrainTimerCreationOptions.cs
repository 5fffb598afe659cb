using System.Diagnostics.CodeAnalysis;

namespace OrleansSaga.Runtime;

/// <summary>When a grain timer fires, and how its callback mixes with calls.</summary>
[SuppressMessage("Performance", "CA1815:Override equals and operator equals on value types", Justification = "Options are read, never compared; Orleans' type has no equality either.")]
public readonly struct GrainTimerCreationOptions
{
    /// <summary>Creates options for a timer.</summary>
    /// <param name="dueTime">Time to the first callback; <see cref="Timeout.InfiniteTimeSpan"/> starts the timer paused.</param>
    /// <param name="period">Time from the end of one callback to the start of the next; <see cref="Timeout.InfiniteTimeSpan"/> means once.</param>
    [SetsRequiredMembers]
    public GrainTimerCreationOptions(TimeSpan dueTime, TimeSpan period)
    {
        DueTime = dueTime;
        Period = period;
    }

    /// <summary>Time to the first callback; <see cref="Timeout.InfiniteTimeSpan"/> starts the timer paused.</summary>
    public required TimeSpan DueTime { get; init; }

    /// <summary>Time from the end of one callback to the start of the next; <see cref="Timeout.InfiniteTimeSpan"/> means once.</summary>
    public required TimeSpan Period { get; init; }

    /// <summary>Whether the callback may start while a call is waiting for something. Default false: it takes its turn like a call.</summary>
    public bool Interleave { get; init; }

    /// <summary>Whether a callback counts as use of the activation, and so puts off its idle collection. Default false.</summary>
    public bool KeepAlive { get; init; }
}
