namespace OrleansSaga.Silo.Import;

/// <summary>The import cannot go on. The message is for the operator, and holds no secret.</summary>
internal sealed class ImportException : Exception
{
    public ImportException(string message)
        : base(message)
    {
    }

    public ImportException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
