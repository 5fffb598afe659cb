namespace OrleansSaga.Faults;

/// <summary>Which faults may be under way at the same time.</summary>
internal static class FaultRules
{
    private static readonly TimeSpan Drain = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan DatabaseDown = TimeSpan.FromSeconds(3);

    /// <summary>One silo has no links; a database of somebody else cannot be restarted.</summary>
    public static bool IsPossible(FaultKind kind, int silos, bool databaseRestarts) => kind switch
    {
        FaultKind.DatabaseRestart or FaultKind.DatabaseCrash => databaseRestarts,
        FaultKind.LinkCut or FaultKind.LinkSlow or FaultKind.LinkBlackHole => silos > 1,
        _ => true,
    };

    /// <summary>True when <paramref name="fault"/> may begin beside the others.</summary>
    public static bool MayBegin(PlannedFault fault, IReadOnlyList<PlannedFault> others, int silos)
    {
        var beside = others.Where(other => other.At < Until(fault) && fault.At < Until(other)).ToList();
        // A process, a path: each has one trouble at a time.
        if (beside.Any(other => Place(other) == Place(fault) && (other.Silo == fault.Silo || other.Silo is null || fault.Silo is null)))
            return false;
        if (!IsOut(fault))
            return true;
        // All silos at once: then no other may be out, or it would take longer until one is back.
        if (fault.Kind == FaultKind.KillAll || beside.Any(other => other.Kind == FaultKind.KillAll))
            return beside.All(other => !IsOut(other));
        var outAlready = beside.Where(IsOut).Select(other => other.Silo).Append(fault.Silo).Distinct().Count();
        // One silo alone can only be broken by breaking all there is.
        return silos == 1 ? beside.All(other => !IsOut(other)) : outAlready < silos;
    }

    /// <summary>True when a silo serves nobody while this lasts.</summary>
    public static bool IsOut(PlannedFault fault) =>
        fault.Kind is FaultKind.Kill or FaultKind.Pause or FaultKind.Terminate or FaultKind.KillAll or FaultKind.DatabasePathCut or FaultKind.DatabasePathBlackHole;

    /// <summary>When its effects are over: a silo that was started needs some time.</summary>
    public static TimeSpan Until(PlannedFault fault) => fault.Kind switch
    {
        FaultKind.Kill or FaultKind.KillAll => fault.End + FaultSchedule.Recovery,
        FaultKind.Terminate => fault.End + Drain + FaultSchedule.Recovery,
        FaultKind.DatabaseRestart or FaultKind.DatabaseCrash => fault.End + DatabaseDown,
        _ => fault.End + TimeSpan.FromSeconds(1),
    };

    private static string Place(PlannedFault fault) => fault.Kind switch
    {
        FaultKind.Kill or FaultKind.Pause or FaultKind.Terminate or FaultKind.KillAll => "process",
        FaultKind.LinkCut or FaultKind.LinkSlow or FaultKind.LinkBlackHole => "link",
        FaultKind.DatabaseRestart or FaultKind.DatabaseCrash => "database",
        _ => "database path",
    };
}
