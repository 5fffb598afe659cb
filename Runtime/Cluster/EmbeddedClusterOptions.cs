namespace OrleansSaga.Runtime.Embedded;

/// <summary>How an embedded runtime takes part in a cluster.</summary>
public sealed class EmbeddedClusterOptions
{
    /// <summary>How many buckets there are; the same in all silos.</summary>
    public required int Buckets { get; init; }

    /// <summary>The bucket of a grain's key; the same function in all silos.</summary>
    public required Func<string, int> BucketOf { get; init; }

    /// <summary>How long a call to another silo may take before its caller gets a <see cref="TimeoutException"/>; default 30 s.</summary>
    public TimeSpan ResponseTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often activations that another silo owns are looked for when nothing else tells of them; default 1 s.</summary>
    public TimeSpan StrayInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a hand-over waits for the turns that run; the new owner is told then all the same, and the journal's fence sorts it out. Default 2 s.</summary>
    public TimeSpan HandOverPatience { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a silo that joins waits for others to release its buckets before it takes them over all the same; default 4 s.</summary>
    public TimeSpan ReleasePatience { get; init; } = TimeSpan.FromSeconds(4);
}
