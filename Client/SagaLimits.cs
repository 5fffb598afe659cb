namespace OrleansSaga.Client;

/// <summary>Limits on a saga, as the servers have them by default: what is beyond them is refused before anything is sent.</summary>
public sealed record SagaLimits
{
    /// <summary>Longest gid in characters; default 128.</summary>
    public int GidLength { get; init; } = 128;

    /// <summary>Most steps; default 1,000.</summary>
    public int Steps { get; init; } = 1000;

    /// <summary>Longest URL in characters; default 2,048.</summary>
    public int UrlLength { get; init; } = 2048;

    /// <summary>Most bytes that all payloads have together; default 1 MiB.</summary>
    public long PayloadBytes { get; init; } = 1024 * 1024;

    /// <summary>Most branch headers; default 64.</summary>
    public int Headers { get; init; } = 64;

    /// <summary>Longest name or value of a branch header in characters; default 8,192.</summary>
    public int HeaderLength { get; init; } = 8192;

    /// <summary>Most tags; default 32.</summary>
    public int Tags { get; init; } = 32;

    /// <summary>Longest key or value of a tag in characters; default 128.</summary>
    public int TagLength { get; init; } = 128;

    /// <summary>Longest timeout or interval; default a year.</summary>
    public TimeSpan LongestTime { get; init; } = TimeSpan.FromDays(365);

    /// <summary>Longest request timeout; default a day.</summary>
    public TimeSpan LongestRequest { get; init; } = TimeSpan.FromDays(1);
}
