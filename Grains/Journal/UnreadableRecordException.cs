namespace OrleansSaga.Grains.Journal;

/// <summary>A record that this silo cannot read: newer than it, or damaged. The transaction is parked visibly; nothing is guessed.</summary>
public sealed class UnreadableRecordException : Exception
{
    /// <summary>Creates the exception.</summary>
    public UnreadableRecordException()
    {
    }

    /// <summary>Creates the exception with what cannot be read.</summary>
    public UnreadableRecordException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with what cannot be read and its cause.</summary>
    public UnreadableRecordException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
