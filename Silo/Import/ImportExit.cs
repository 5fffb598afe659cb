namespace OrleansSaga.Silo.Import;

/// <summary>Exit codes of <c>import-dtm</c>.</summary>
internal static class ImportExit
{
    /// <summary>All that was found can be adopted, or with --apply is.</summary>
    public const int Done = 0;

    /// <summary>It could not go on, or not everything could be adopted.</summary>
    public const int Error = 1;

    /// <summary>The command line is wrong.</summary>
    public const int Usage = 2;

    /// <summary>A DTM still moves rows.</summary>
    public const int StillMoving = 3;
}
