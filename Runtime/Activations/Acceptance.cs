namespace OrleansSaga.Runtime.Embedded;

/// <summary>What became of a request that was offered to an activation.</summary>
internal enum Acceptance
{
    /// <summary>It runs or waits.</summary>
    Accepted,

    /// <summary>Too many are waiting.</summary>
    Full,

    /// <summary>The activation is dead: look in the table again.</summary>
    Gone,
}
