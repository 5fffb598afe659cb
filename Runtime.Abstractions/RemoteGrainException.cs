namespace OrleansSaga.Runtime;

/// <summary>A grain in another silo threw: its message, without the exception itself, which does not cross links.</summary>
public sealed class RemoteGrainException : Exception
{
    /// <summary>Creates the exception.</summary>
    public RemoteGrainException()
        : this("A grain in another silo threw")
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">Kind and message of what was thrown there.</param>
    public RemoteGrainException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with its cause.</summary>
    /// <param name="message">Kind and message of what was thrown there.</param>
    /// <param name="innerException">The cause.</param>
    public RemoteGrainException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
