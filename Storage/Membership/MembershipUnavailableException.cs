namespace OrleansSaga.Storage.Membership;

/// <summary>The table could not be asked or written. Whether a write arrived is unknown.</summary>
public sealed class MembershipUnavailableException : Exception
{
    /// <summary>Creates the exception.</summary>
    public MembershipUnavailableException()
    {
    }

    /// <summary>Creates the exception with the reason.</summary>
    public MembershipUnavailableException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with the reason and its cause.</summary>
    public MembershipUnavailableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
