namespace OrleansSaga.Grains.Kernel;

/// <summary>Limits on what a client may send. Beyond them the request is refused with the field's name and the limit, and nothing changes.</summary>
public sealed class LimitOptions
{
    /// <summary>Largest request body in bytes; default 1 MiB.</summary>
    public long BodyBytes { get; set; } = 1024 * 1024;

    /// <summary>Most steps, registered branches or recorded workflow rows of a transaction; default 1,000.</summary>
    public int Steps { get; set; } = 1000;

    /// <summary>Most bytes that the payloads of a transaction (each subscriber of a topic has its own), or a workflow's recorded rows, have together; default 16 MiB.</summary>
    public long RegisteredBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>Longest gid in characters; default 128.</summary>
    public int GidLength { get; set; } = 128;

    /// <summary>Longest URL in characters; default 2,048.</summary>
    public int UrlLength { get; set; } = 2048;

    /// <summary>Longest custom_data in characters; default 65,536.</summary>
    public int CustomDataLength { get; set; } = 65536;

    /// <summary>Most order relations (edges) of a saga; default 10,000.</summary>
    public int Orders { get; set; } = 10_000;

    /// <summary>Most branch_headers; default 64.</summary>
    public int Headers { get; set; } = 64;

    /// <summary>Longest name or value of a branch header in characters; default 8,192.</summary>
    public int HeaderLength { get; set; } = 8192;

    /// <summary>Most tags; default 32.</summary>
    public int Tags { get; set; } = 32;

    /// <summary>Longest tag key or value in characters; default 128.</summary>
    public int TagLength { get; set; } = 128;

    /// <summary>Longest timeout or interval in seconds; default 31,536,000 (a year).</summary>
    public long Seconds { get; set; } = 31_536_000;

    /// <summary>Longest request timeout in seconds; default 86,400 (a day).</summary>
    public long RequestTimeoutSeconds { get; set; } = 86_400;

    /// <summary>Most transactions driven at once by a silo; default 20,000. It may not exceed half of the journal's queue.</summary>
    public int DrivenTransactions { get; set; } = 20_000;
}
