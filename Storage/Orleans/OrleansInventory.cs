using System.Globalization;
using Npgsql;

namespace OrleansSaga.Storage.Orleans;

/// <summary>What of <see cref="OrleansSchema"/> a database has.</summary>
internal sealed class OrleansInventory
{
    private const string ReadAll =
        """
        select querykey, querytext from orleansquery
        union all
        select null, name from unnest($1) name where to_regclass(name) is null
        """;

    private OrleansInventory(Dictionary<string, string> queries, List<string> lacking)
    {
        MadeByNewer = queries.TryGetValue(OrleansSchema.VersionKey, out var text)
            && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            && version > OrleansSchema.Version;
        foreach (var (key, needed) in OrleansSchema.Queries)
        {
            if (!queries.TryGetValue(key, out var found) || (!MadeByNewer && found != needed))
                lacking.Add(key);
        }

        Lacking = lacking;
    }

    /// <summary>True when a later version than this has installed its queries. They serve this one too.</summary>
    public bool MadeByNewer { get; }

    /// <summary>Tables, indexes and keys of queries that are missing, or not as this version needs them.</summary>
    public IReadOnlyList<string> Lacking { get; }

    /// <summary>Reads it all with one statement, which a normal start is done with.</summary>
    public static async Task<OrleansInventory> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        Dictionary<string, string> queries = [];
        List<string> lacking = [];
        var command = new NpgsqlCommand(ReadAll, connection) { Parameters = { new NpgsqlParameter<string[]> { TypedValue = [.. OrleansSchema.Relations] } } };
        await using var _ = command.ConfigureAwait(false);
        try
        {
            var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using var __ = reader.ConfigureAwait(false);
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                if (reader.IsDBNull(0))
                    lacking.Add(reader.GetString(1));
                else
                    queries.Add(reader.GetString(0), reader.GetString(1));
            }
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.UndefinedTable)
        {
            lacking.Add("orleansquery");
        }

        return new OrleansInventory(queries, lacking);
    }
}
