namespace OrleansSaga.Runtime.Embedded;

/// <summary>Who a silo is for its links, and their limits and times. The same limits at all silos of a cluster.</summary>
public sealed class LinkOptions
{
    /// <summary>The fewest bytes of a secret.</summary>
    public const int MinSecretBytes = 32;

    /// <summary>The link protocol of this build.</summary>
    public const int CurrentProtocol = 1;

    /// <summary>What all silos of the cluster know and nobody else: at least 32 bytes.</summary>
    public required ReadOnlyMemory<byte> Secret { get; init; }

    /// <summary>This silo's name.</summary>
    public required string Name { get; init; }

    /// <summary>This silo's present incarnation. When it changes, sessions of the one before end.</summary>
    public required Func<Guid> Incarnation { get; init; }

    /// <summary>The oldest link protocol that this silo speaks.</summary>
    public int MinProtocol { get; init; } = CurrentProtocol;

    /// <summary>The newest link protocol that this silo speaks.</summary>
    public int MaxProtocol { get; init; } = CurrentProtocol;

    /// <summary>The largest frame. Default 32 MiB.</summary>
    public int MaxFrameBytes { get; init; } = 32 * 1024 * 1024;

    /// <summary>Calls that may wait for their replies on one link; as many are served at once for one peer. Default 20,000.</summary>
    public int MaxQueuedCalls { get; init; } = 20_000;

    /// <summary>Bytes that may wait to be written on one link. Default 64 MiB.</summary>
    public long MaxQueuedBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>How long it may take to connect and to prove the secret. Default 1 second.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long somebody who connects may take to prove the secret. Default 2 seconds.</summary>
    public TimeSpan ProofTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How often a peer is pinged. Default 1 second.</summary>
    public TimeSpan PingInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a peer may be silent. Default 2 seconds.</summary>
    public TimeSpan SilenceLimit { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long an end in order waits for replies, and for the peer. Default 1 second.</summary>
    public TimeSpan CloseTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The first pause before a new attempt to connect; doubles with each that fails. Default 100 ms.</summary>
    public TimeSpan MinReconnectPause { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The longest pause before a new attempt to connect. Default 1 second.</summary>
    public TimeSpan MaxReconnectPause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How often silence and deadlines are looked at.</summary>
    internal static TimeSpan Tick { get; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Throws when a link could not work like this.</summary>
    /// <exception cref="ArgumentException">Something is out of its range.</exception>
    public void Validate()
    {
        if (Secret.Length < MinSecretBytes)
            throw new ArgumentException($"The secret of links must have at least {MinSecretBytes} bytes.");
        if (!LinkHello.IsName(Name))
            throw new ArgumentException($"A silo's name must have 1 to {LinkHello.MaxNameBytes} bytes and no control characters.");
        if (MinProtocol < 1 || MaxProtocol < MinProtocol || MaxProtocol > ushort.MaxValue)
            throw new ArgumentException($"{MinProtocol} to {MaxProtocol} is no range of link protocols.");
        if (MaxFrameBytes < LinkHandshake.MaxFrameBytes || MaxQueuedBytes < MaxFrameBytes || MaxQueuedCalls < 1)
            throw new ArgumentException("The limits of links must let at least one frame through.");
    }
}
