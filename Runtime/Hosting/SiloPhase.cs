namespace OrleansSaga.Runtime.Embedded;

/// <summary>The life of a silo, in this order.</summary>
internal enum SiloPhase
{
    /// <summary>Everybody may call.</summary>
    Running,

    /// <summary>Only grains may call, so that what runs can finish.</summary>
    Draining,

    /// <summary>Only grains may call, and only grains that are still there.</summary>
    Closed,

    /// <summary>Nobody may call.</summary>
    Stopped,
}
