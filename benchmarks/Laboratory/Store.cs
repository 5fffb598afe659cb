using OrleansSaga.Benchmarks.Cli;

namespace OrleansSaga.Benchmarks.Laboratory;

/// <summary>What a server keeps its journal in.</summary>
internal enum Store
{
    /// <summary>Nothing: the journal is switched off.</summary>
    Floor,
    Postgres,
    Sqlite,
    Memory,
}

internal static class Stores
{
    public static string Name(this Store store) => store switch
    {
        Store.Floor => "floor",
        Store.Postgres => "postgres",
        Store.Sqlite => "sqlite",
        _ => "memory",
    };

    /// <summary>Reads <c>all</c> or names separated by commas.</summary>
    public static Store[] Parse(string text) => text == "all"
        ? [Store.Postgres, Store.Sqlite, Store.Memory]
        : [.. text.Split(',').Select(One)];

    public static Store One(string name) => name switch
    {
        "postgres" => Store.Postgres,
        "sqlite" => Store.Sqlite,
        "memory" => Store.Memory,
        _ => throw new UsageException($"--store takes postgres, sqlite, memory or all, not '{name}'."),
    };
}
