namespace OrleansSaga.Silo.Application;

/// <summary>The silos over this database, from memory.</summary>
internal interface ISiloDirectory
{
    /// <summary>False while this silo is one of a cluster and not active in it: send it no new work.</summary>
    bool IsServing { get; }

    /// <summary>Why this silo had to stop by itself; null otherwise.</summary>
    string? Fault { get; }

    /// <summary>All silos, as last seen.</summary>
    IReadOnlyList<SiloEntry> List();
}
