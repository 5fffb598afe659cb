namespace OrleansSaga.Client;

/// <summary>What an exception of the actor runtime means to whoever called.</summary>
internal enum TroubleKind
{
    /// <summary>It may pass: the same call again may be answered, by this silo or another one.</summary>
    Passing,

    /// <summary>The other side does not know what is asked, or nobody can read what it says.</summary>
    Contract,

    /// <summary>Anything else: the server has failed, and would again.</summary>
    Failure,
}
