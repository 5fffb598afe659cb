namespace OrleansSaga.Client;

/// <summary>
/// Starts transactions and follows them, from a service that sits in the cluster. Calls that fail in passing are repeated under one
/// request id until <see cref="TransactionClientOptions.Deadline"/>, which the servers know as one request. For use by many threads at once.
/// </summary>
public interface ITransactionClient
{
    /// <summary>
    /// Starts a saga, and returns once it is stored. A gid that is under way is answered too: it tries at once what waits for a retry.
    /// A cancelled call may have started it all the same.
    /// </summary>
    /// <exception cref="TransactionRefusedException">The definition is wrong, or the gid's transaction has ended or is another one.</exception>
    /// <exception cref="TransactionUnavailableException">Nobody could say in time whether it is stored; submit it again under the same gid.</exception>
    /// <exception cref="TransactionContractException">Client and servers are of versions that do not understand each other.</exception>
    Task<SubmittedTransaction> SubmitAsync(SagaDefinition saga, CancellationToken cancellationToken = default);

    /// <summary>
    /// As <see cref="SubmitAsync(SagaDefinition, CancellationToken)"/>, for what a <see cref="SagaDefinition"/> cannot say. Only the gid
    /// and the size of the payloads are checked here, all else by the server. Topics of messages are not resolved: they need one of the server's fronts.
    /// </summary>
    /// <exception cref="TransactionRefusedException">The request is wrong, or the gid's transaction has ended or is another one.</exception>
    /// <exception cref="TransactionUnavailableException">Nobody could say in time whether it is stored; submit it again under the same gid.</exception>
    /// <exception cref="TransactionContractException">Client and servers are of versions that do not understand each other.</exception>
    Task<SubmittedTransaction> SubmitAsync(StartTransaction request, CancellationToken cancellationToken = default);

    /// <summary>Reads what is stored of a transaction; null when the gid is unknown.</summary>
    /// <exception cref="TransactionRefusedException">The gid cannot be one.</exception>
    /// <exception cref="TransactionUnavailableException">It could not be read in time.</exception>
    /// <exception cref="TransactionContractException">Client and servers are of versions that do not understand each other.</exception>
    Task<TransactionInfo?> GetAsync(string gid, CancellationToken cancellationToken = default);

    /// <summary>
    /// Waits for the end of a transaction: its final state, or after <paramref name="timeout"/> the state that it has then
    /// (<see cref="TransactionInfo.IsFinal"/> tells which). One that waits for an operator does not end before.
    /// </summary>
    /// <exception cref="TransactionRefusedException">The gid is unknown (<see cref="ReplyCode.NotFound"/>), or cannot be one.</exception>
    /// <exception cref="TransactionUnavailableException">When the time was up, its state could not be read.</exception>
    /// <exception cref="TransactionContractException">Client and servers are of versions that do not understand each other.</exception>
    Task<TransactionInfo> WaitAsync(string gid, TimeSpan timeout, CancellationToken cancellationToken = default);
}
