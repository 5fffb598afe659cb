namespace OrleansSaga.Grains.Kernel;

/// <summary>The engine's defaults and limits, as the kernel sees them. Bound by the host from <c>OrleansSaga:Retry</c> and <c>OrleansSaga:Limits</c>.</summary>
public sealed class EngineOptions
{
    /// <summary>Retry defaults.</summary>
    public RetryOptions Retry { get; init; } = new();

    /// <summary>Limits on what a client may send.</summary>
    public LimitOptions Limits { get; init; } = new();
}
