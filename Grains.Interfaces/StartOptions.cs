namespace OrleansSaga.Grains;

/// <summary>The options of protocol 1.3; 0 means the server's default.</summary>
[GenerateSerializer, Immutable, Alias("orleanssaga.StartOptions")]
public sealed record StartOptions(
    [property: Id(0)] bool WaitResult,
    [property: Id(1)] long TimeoutToFailSeconds,
    [property: Id(2)] long RequestTimeoutSeconds,
    [property: Id(3)] long RetryIntervalSeconds,
    [property: Id(4)] IReadOnlyDictionary<string, string> BranchHeaders,
    [property: Id(5)] bool Concurrent,
    [property: Id(6)] long RetryLimit,
    [property: Id(7)] long RetryCount);
