namespace OrleansSaga.Grains;

/// <summary>Kinds of reply. Fronts map each to their protocol's status.</summary>
public enum ReplyCode
{
    /// <summary>Done.</summary>
    Ok = 1,

    /// <summary>The transaction's state does not allow it (DTM: 409 FAILURE).</summary>
    WrongState = 2,

    /// <summary>There is no such gid (DTM: 500).</summary>
    NotFound = 3,

    /// <summary>The request itself is wrong (DTM: 500; /api/v1: 400).</summary>
    Invalid = 4,

    /// <summary>The server cannot take it now (503, Retry-After). Nothing is known to have changed.</summary>
    Unavailable = 5,

    /// <summary>Somebody else wrote in between: ask again, a few times.</summary>
    TryAgain = 6,
}
