namespace OrleansSaga.Silo.Operations;

/// <summary>Exit codes of the commands about silos.</summary>
internal static class SiloExit
{
    /// <summary>can-stop: it may, another silo goes on. healthy: it is. migrate: the schema is this version's.</summary>
    public const int Yes = 0;

    /// <summary>can-stop: it is the last one. healthy: it is not, or does not answer. migrate: the database is away, or refuses.</summary>
    public const int No = 1;

    /// <summary>Nobody can tell: what the command was given is wrong, or not enough.</summary>
    public const int Unknown = 2;
}
