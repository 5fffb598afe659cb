namespace OrleansSaga.Samples.Bank;

/// <summary>Where the two banks keep their books, where they listen, and what they begin with.</summary>
public sealed record BankHostOptions
{
    /// <summary>The folder for the two SQLite files; created when missing. Banks that are there already go on.</summary>
    public required string Folder { get; init; }

    /// <summary>Connection strings of the PostgreSQL databases of bank north and south; null (default) for SQLite files in <see cref="Folder"/>.</summary>
    public (string North, string South)? Postgres { get; init; }

    /// <summary>Port of bank north on 127.0.0.1; 0 (default) lets the system choose. Fix it when unfinished transactions must survive a restart: they know the address.</summary>
    public int NorthPort { get; init; }

    /// <summary>Port of bank south on 127.0.0.1; 0 (default) lets the system choose.</summary>
    public int SouthPort { get; init; }

    /// <summary>Accounts of bank north with their opening balance in cents.</summary>
    public IReadOnlyDictionary<string, long> NorthAccounts { get; init; } =
        new Dictionary<string, long> { ["alice"] = 100_000, ["carol"] = 50_000 };

    /// <summary>Accounts of bank south with their opening balance in cents.</summary>
    public IReadOnlyDictionary<string, long> SouthAccounts { get; init; } =
        new Dictionary<string, long> { ["bob"] = 100_000, ["dave"] = 50_000 };

    public TimeProvider Time { get; init; } = TimeProvider.System;
}
