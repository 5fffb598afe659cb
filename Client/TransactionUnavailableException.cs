namespace OrleansSaga.Client;

/// <summary>
/// No answer within the deadline, or none but "not now". Whether a submit has been stored is unknown then: submit the same definition
/// again, which starts nothing twice, or is refused with the final status of what has ended meanwhile (<see cref="TransactionRefusedException.Status"/>).
/// </summary>
public sealed class TransactionUnavailableException : OrleansSagaException
{
    internal TransactionUnavailableException(string? gid, string message, Exception? innerException)
        : base(gid, message, innerException)
    {
    }
}
