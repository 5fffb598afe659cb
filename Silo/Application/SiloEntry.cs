using System.ComponentModel;

namespace OrleansSaga.Silo.Application;

/// <summary>A silo.</summary>
public sealed record SiloEntry
{
    /// <summary>Its name.</summary>
    [Description("Its name, unique on this database and kept over restarts.")]
    public required string Name { get; init; }

    /// <summary>Where it is in its life.</summary>
    [Description("joining, active, leaving or dead.")]
    public required string State { get; init; }

    /// <summary>Its build.</summary>
    [Description("Version of its build.")]
    public required string Version { get; init; }

    /// <summary>Where other silos reach it.</summary>
    [Description("Where other silos reach it; absent without a cluster.")]
    public string? Endpoint { get; init; }

    /// <summary>Where clients reach it.</summary>
    [Description("Where it listens for HTTP; absent until it listens.")]
    public string? HttpEndpoint { get; init; }

    /// <summary>The highest feature level of records that it reads.</summary>
    [Description("The highest feature level of records that it claims to read.")]
    public required int FeatureLevel { get; init; }

    /// <summary>When it joined.</summary>
    [Description("When it joined.")]
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Its last heartbeat.</summary>
    [Description("Its last heartbeat, as the silo that answers has last seen it.")]
    public required DateTimeOffset LastBeatAt { get; init; }

    /// <summary>Whether it is the silo that answers.</summary>
    [Description("Whether it is the silo that answers.")]
    public required bool IsThis { get; init; }
}
