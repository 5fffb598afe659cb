namespace OrleansSaga.Storage;

/// <summary>The database can be reached, but must not be used as it is configured. The message says what to change.</summary>
public sealed class StorageConfigurationException : Exception
{
    /// <summary>Creates the exception.</summary>
    public StorageConfigurationException()
    {
    }

    /// <summary>Creates the exception with what to change.</summary>
    public StorageConfigurationException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with what to change and its cause.</summary>
    public StorageConfigurationException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
