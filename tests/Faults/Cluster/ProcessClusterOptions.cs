namespace OrleansSaga.Faults;

/// <summary>What a cluster of processes is made of.</summary>
public sealed record ProcessClusterOptions
{
    /// <summary>How many silos.</summary>
    public int Silos { get; init; } = 3;

    /// <summary>The folder for the silos' logs; created when missing, never deleted.</summary>
    public required string Folder { get; init; }

    /// <summary>Configuration of every silo, as arguments.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>What the silos' connection strings say beyond the defaults, such as <c>SSL Mode=Disable</c>.</summary>
    public string Connection { get; init; } = "";

    /// <summary>Settings of PostgreSQL, such as <c>shared_buffers=512MB</c>.</summary>
    public IReadOnlyList<string> PostgresSettings { get; init; } = [];
}
