namespace OrleansSaga.Faults;

/// <summary>What is broken on purpose.</summary>
public enum FaultKind
{
    /// <summary>kill -9; started again afterwards.</summary>
    Kill,

    /// <summary>SIGSTOP; SIGCONT afterwards.</summary>
    Pause,

    /// <summary>SIGTERM; started again once it has ended, and the time is over.</summary>
    Terminate,

    /// <summary>All silos are killed at the same moment, and started in another order.</summary>
    KillAll,

    /// <summary>The database ends all connections, and restarts.</summary>
    DatabaseRestart,

    /// <summary>The database crashes, and restarts.</summary>
    DatabaseCrash,

    /// <summary>The silo's peers cannot connect to it.</summary>
    LinkCut,

    /// <summary>What its peers send to the silo, and its answers, come late.</summary>
    LinkSlow,

    /// <summary>What its peers send to the silo, or its answers, or both, do not come at all, and nobody is told.</summary>
    LinkBlackHole,

    /// <summary>The silo cannot connect to the database.</summary>
    DatabasePathCut,

    /// <summary>The database is far away.</summary>
    DatabasePathSlow,

    /// <summary>The database does not answer the silo, which is not told.</summary>
    DatabasePathBlackHole,
}
