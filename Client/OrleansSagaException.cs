namespace OrleansSaga.Client;

/// <summary>What a call to transactions has come to, when not to what was asked for.</summary>
public abstract class OrleansSagaException : Exception
{
    private protected OrleansSagaException(string? gid, string message, Exception? innerException)
        : base(message, innerException) => Gid = gid;

    /// <summary>The transaction that it is about; null when it is about none.</summary>
    public string? Gid { get; }
}
