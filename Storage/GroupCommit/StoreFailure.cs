namespace OrleansSaga.Storage.GroupCommit;

/// <summary>Why a whole batch failed, and so what to do with it.</summary>
internal enum StoreFailure
{
    /// <summary>The store is away or did not answer: the batch may or may not be committed. Send the same again.</summary>
    Unavailable = 1,

    /// <summary>A record is bad and the batch was rolled back. Split it.</summary>
    Data = 2,

    /// <summary>Lock timeout, deadlock, serialization: rolled back. Try what can wait for locks alone.</summary>
    Contention = 3,

    /// <summary>A bug of ours or of the driver. Send the same again a few times, then split it.</summary>
    Unexpected = 4,
}
