namespace OrleansSaga.Grains.Journal;

/// <summary>The store could not be reached or did not answer in time. Nothing is known about it beyond that: ask again later.</summary>
public sealed class JournalUnavailableException : Exception
{
    /// <summary>Creates the exception.</summary>
    public JournalUnavailableException()
        : base("The journal's database is not available.")
    {
    }

    /// <summary>Creates the exception with what happened.</summary>
    public JournalUnavailableException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with what happened and its cause.</summary>
    public JournalUnavailableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
