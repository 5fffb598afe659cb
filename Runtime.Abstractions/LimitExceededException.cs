namespace OrleansSaga.Runtime;

/// <summary>A call was refused because a limit of the runtime is reached: nothing of it has run.</summary>
public sealed class LimitExceededException : Exception
{
    /// <summary>Creates the exception without saying which limit.</summary>
    public LimitExceededException()
        : this("Limit exceeded")
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">Which limit, and how high it is.</param>
    public LimitExceededException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with its cause.</summary>
    /// <param name="message">Which limit, and how high it is.</param>
    /// <param name="innerException">The cause.</param>
    public LimitExceededException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
