using System.Diagnostics.CodeAnalysis;

namespace OrleansSaga.Runtime;

/// <summary>
/// Kinds of reasons for which an activation ends. Only those that the embedded runtime uses and Orleans has too; the
/// numbers have no meaning beyond this process.
/// </summary>
[SuppressMessage("Design", "CA1028:Enum storage should be Int32", Justification = "The same shape as Orleans.")]
public enum DeactivationReasonCode : byte
{
    /// <summary>No reason was given.</summary>
    None,

    /// <summary>The silo is stopping.</summary>
    ShuttingDown,

    /// <summary>Nothing was asked of the activation for some time.</summary>
    ActivationIdle,

    /// <summary>The grain called <c>DeactivateOnIdle</c>.</summary>
    ApplicationRequested,

    /// <summary>The runtime needed room: the limit on activations was reached.</summary>
    RuntimeRequested,

    /// <summary>Another silo owns the grain now: the next call activates it there.</summary>
    Migrating,
}
