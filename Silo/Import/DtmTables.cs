using Npgsql;

namespace OrleansSaga.Silo.Import;

/// <summary>Where DTM's tables are, and which of the columns that came late they have (protocol section 8).</summary>
/// <param name="Global">trans_global, quoted.</param>
/// <param name="Branches">trans_branch_op, quoted.</param>
/// <param name="KeyValues">kv, quoted; null where a DTM from before topics made the tables.</param>
/// <param name="LateColumns">Those of <see cref="Late"/> that trans_global has.</param>
internal sealed record DtmTables(string Global, string Branches, string? KeyValues, IReadOnlySet<string> LateColumns)
{
    private static readonly string[] OfGlobal =
        ["id", "gid", "trans_type", "status", "query_prepared", "protocol", "create_time", "update_time", "options", "custom_data", "next_cron_time"];

    private static readonly string[] OfBranches = ["id", "gid", "url", "bin_data", "branch_id", "op", "status", "create_time", "finish_time"];

    private static readonly string[] OfKeyValues = ["id", "cat", "k", "v"];

    /// <summary>Columns of trans_global that older versions lack.</summary>
    private static readonly string[] Late = ["owner", "ext_data", "rollback_reason"];

    /// <summary>A late column, or null in its place.</summary>
    public string LateColumn(string name) => LateColumns.Contains(name) ? name : $"null::text as {name}";

    /// <exception cref="ImportException">They are not there.</exception>
    public static async Task<DtmTables> FindAsync(NpgsqlConnection connection, string schema, CancellationToken cancellationToken)
    {
        var columns = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal) { ["trans_global"] = [], ["trans_branch_op"] = [], ["kv"] = [] };
        await using (var command = new NpgsqlCommand("select table_name::text, column_name::text from information_schema.columns where table_schema = $1 and table_name = any($2)", connection))
        {
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = schema });
            command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. columns.Keys] });
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
                columns[reader.GetString(0)].Add(reader.GetString(1));
        }

        Require(schema, "trans_global", columns["trans_global"], OfGlobal);
        Require(schema, "trans_branch_op", columns["trans_branch_op"], OfBranches);
        if (columns["kv"].Count > 0)
            Require(schema, "kv", columns["kv"], OfKeyValues);
        return new DtmTables(
            Quoted(schema, "trans_global"), Quoted(schema, "trans_branch_op"), columns["kv"].Count > 0 ? Quoted(schema, "kv") : null,
            Late.Where(columns["trans_global"].Contains).ToHashSet(StringComparer.Ordinal));
    }

    private static void Require(string schema, string table, HashSet<string> found, string[] columns)
    {
        if (found.Count == 0)
            throw new ImportException($"There is no table {table} in schema {schema} that this user may read; is this DTM's database, and --schema its Store.Schema?");
        var missing = columns.Where(column => !found.Contains(column)).ToList();
        if (missing.Count > 0)
            throw new ImportException($"Table {table} in schema {schema} is not DTM's: it has no column {string.Join(", ", missing)}");
    }

    private static string Quoted(string schema, string table) => $"\"{schema.Replace("\"", "\"\"", StringComparison.Ordinal)}\".{table}";
}
