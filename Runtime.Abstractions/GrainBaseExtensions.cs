namespace OrleansSaga.Runtime;

/// <summary>What a grain can ask of its runtime.</summary>
public static class GrainBaseExtensions
{
    /// <summary>Registers a timer of this activation. It dies with the activation and is not durable.</summary>
    /// <param name="grain">The grain itself; call it from one of the grain's turns.</param>
    /// <param name="callback">
    /// Runs as a turn of the grain. Its token is cancelled when the timer is disposed or the activation ends. What it
    /// throws is logged, and the timer goes on.
    /// </param>
    /// <param name="options">When to fire, and how the callback mixes with calls.</param>
    /// <returns>The timer: dispose it to stop it.</returns>
    /// <exception cref="InvalidOperationException">Not called from a turn of the grain, or the activation is ending.</exception>
    public static IGrainTimer RegisterGrainTimer(this Grain grain, Func<CancellationToken, Task> callback, GrainTimerCreationOptions options)
    {
        ArgumentNullException.ThrowIfNull(grain);
        ArgumentNullException.ThrowIfNull(callback);
        return grain.Context.RegisterTimer(callback, options);
    }
}
