namespace OrleansSaga.Client;

/// <summary>
/// The server does not know what this client asks, or this client cannot read what it answers: they are built against different
/// versions of the grain interfaces. Servers are upgraded before clients.
/// </summary>
public sealed class TransactionContractException : OrleansSagaException
{
    internal TransactionContractException(string gid, string message, Exception innerException)
        : base(gid, message, innerException)
    {
    }
}
