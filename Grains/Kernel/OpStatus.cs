namespace OrleansSaga.Grains.Kernel;

/// <summary>Status of one op of one step; wire names prepared, succeed, failed. The numbers are stored.</summary>
public enum OpStatus
{
    /// <summary>Not known to have ended.</summary>
    Prepared = 1,

    /// <summary>Took effect.</summary>
    Succeed = 2,

    /// <summary>Refused.</summary>
    Failed = 3,
}
