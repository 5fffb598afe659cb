using OrleansSaga.Silo.Options;

namespace OrleansSaga.Silo.Branches;

/// <summary>Limits of the calls to participants. Bound from <see cref="Section"/>.</summary>
internal sealed class BranchCallOptions
{
    /// <summary>Where the limits stand in configuration.</summary>
    public const string Section = EngineCheck.LimitsSection;

    /// <summary>Most calls in flight to one participant (scheme, host and port). Default 512.</summary>
    public int CallsPerHost { get; set; } = 512;

    /// <summary>Of those, how many only compensations may use. Less than <see cref="CallsPerHost"/>. Default 64.</summary>
    public int ReservedForCompensation { get; set; } = 64;

    /// <summary>
    /// Most calls that wait for a place at one participant, counted apart for actions and for compensations, so that waiting
    /// actions never crowd compensations out. One more is deferred at once. Default 2048.
    /// </summary>
    public int QueuedCallsPerHost { get; set; } = 2048;

    /// <summary>Longest wait for a place, in seconds; after that the call is deferred. Default 1.</summary>
    public int QueueSeconds { get; set; } = 1;

    /// <summary>Most bytes that are read of a response body. Default 1 MiB.</summary>
    public int ResponseBytes { get; set; } = 1024 * 1024;

    /// <summary>Most participants that are kept count of; idle ones make room for new ones. Default 10,000.</summary>
    public int Hosts { get; set; } = 10_000;

    /// <summary>
    /// Whether a branch URL's localhost means the machine outside the container (protocol 3.1). Comes from the environment
    /// variable IS_DOCKER, not from configuration, therefore no public setter.
    /// </summary>
    public bool InDocker { get; internal set; }
}
