namespace OrleansSaga.Storage.GroupCommit;

/// <summary>A batch failed as a whole.</summary>
internal sealed class StoreException(StoreFailure failure, string errorType, string message, Exception? cause = null)
    : Exception(message, cause)
{
    public StoreFailure Failure { get; } = failure;

    /// <summary>Bounded text for metrics: timeout, unavailable, deadlock, constraint and so on.</summary>
    public string ErrorType { get; } = errorType;
}
