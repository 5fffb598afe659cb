namespace OrleansSaga.Storage.Membership;

/// <summary>Where a silo is in its life, as saga_silos stores it (in lower case).</summary>
public enum SiloState
{
    /// <summary>It has a row and beats, but does not serve yet.</summary>
    Joining = 0,

    /// <summary>It serves, and owns buckets in a cluster.</summary>
    Active = 1,

    /// <summary>It still serves, and owns nothing any more.</summary>
    Leaving = 2,

    /// <summary>Others found its beat standing still. It has to join again.</summary>
    Dead = 3,
}
