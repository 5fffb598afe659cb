namespace OrleansSaga.Silo.Operations;

/// <summary>Exit codes of <c>silo can-stop</c>.</summary>
internal static class SiloExit
{
    /// <summary>It may stop: another silo goes on.</summary>
    public const int Yes = 0;

    /// <summary>It is the last one.</summary>
    public const int No = 1;

    /// <summary>Nobody can tell.</summary>
    public const int Unknown = 2;
}
