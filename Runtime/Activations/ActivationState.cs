namespace OrleansSaga.Runtime.Embedded;

/// <summary>The life of an activation, in this order.</summary>
internal enum ActivationState
{
    /// <summary>The grain is being made; everything waits.</summary>
    Activating,

    /// <summary>Requests run.</summary>
    Active,

    /// <summary>The grain is cleaning up; what arrives waits for the next activation.</summary>
    Deactivating,

    /// <summary>Gone from the table; whoever still holds it must look again.</summary>
    Dead,
}
