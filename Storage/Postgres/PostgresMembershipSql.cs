using System.Text;
using Npgsql;
using OrleansSaga.Storage.Membership;

namespace OrleansSaga.Storage.Postgres;

/// <summary>Statements of <see cref="PostgresMembershipTable"/>.</summary>
internal static class PostgresMembershipSql
{
    /// <summary>First half of the key of every lock on a name; ours for ever.</summary>
    private const int NameLocks = 0x4F53_4753;

    /// <summary>For the transaction that the statement is sent in.</summary>
    public const string NoWaitForDisk = "select set_config('synchronous_commit', 'off', true)";

    public const string CreateCluster = "insert into saga_cluster (cluster_id, feature_level) values ($1, 1) on conflict do nothing";

    public const string LockCluster = "select cluster_id, feature_level, secret_check from saga_cluster for update";

    public const string UpdateCluster = "update saga_cluster set feature_level = greatest(feature_level, $1), secret_check = $2";

    public const string ReadLevel = "select feature_level from saga_cluster";

    public const string RaiseLevel =
        "update saga_cluster set feature_level = greatest(feature_level, (select min(feature_level) from saga_silos where state <> 'dead'))";

    public const string Read =
        """
        select name, incarnation, endpoint, http_endpoint, state, beat, version, link_min, link_max, schema_min, schema_max, feature_level, started_at, seen_at, runtime
        from saga_silos order by name
        """;

    public const string Insert =
        """
        insert into saga_silos (name, incarnation, endpoint, http_endpoint, state, version, link_min, link_max, schema_min, schema_max, feature_level, runtime, beat)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 1)
        """;

    public const string Update =
        """
        update saga_silos set endpoint = $3, http_endpoint = $4, state = $5, version = $6, link_min = $7, link_max = $8, schema_min = $9, schema_max = $10, feature_level = $11, runtime = $12
        where name = $1 and incarnation = $2 and state <> 'dead'
        """;

    /// <summary>The row of the same name, and what died so long ago that nobody asks any more.</summary>
    public const string DeleteOld = "delete from saga_silos where name = $1 or (state = 'dead' and seen_at < now() - interval '1 day')";

    /// <summary>A beat that was set to the end of its range by hand begins anew: it only has to change.</summary>
    public const string Beat =
        """
        update saga_silos set beat = case when beat < 4611686018427387904 then beat + 1 else 1 end, seen_at = now()
        where name = $1 and incarnation = $2 and state <> 'dead' returning 1
        """;

    public const string Bury = "update saga_silos set state = 'dead' where incarnation = $1 and beat = $2 and state <> 'dead'";

    public const string BuryAll = "update saga_silos set state = 'dead' where incarnation = any($1)";

    public const string Leave = "delete from saga_silos where name = $1 and incarnation = $2";

    public static readonly string LockName = $"select pg_try_advisory_lock({NameLocks}, $1)";

    public static readonly string LockedKeys =
        $"""
        select objid::bigint from pg_locks
        where locktype = 'advisory' and granted and classid::bigint = {NameLocks} and objsubid = 2
        and database = (select oid from pg_database where datname = current_database())
        """;

    /// <summary>Second half of the key of the lock on a name: FNV-1a. A name that shares it with another costs the second a look at its beat.</summary>
    public static int KeyOf(string name)
    {
        var hash = 2166136261u;
        foreach (var value in Encoding.UTF8.GetBytes(name))
            hash = (hash ^ value) * 16777619u;
        return (int)(hash & int.MaxValue);
    }

    public static string NameOf(SiloState state) => state switch
    {
        SiloState.Joining => "joining",
        SiloState.Active => "active",
        SiloState.Leaving => "leaving",
        _ => "dead",
    };

    public static SiloRow Row(NpgsqlDataReader reader) => new(
        new SiloClaim(
            reader.GetString(0), reader.GetString(2), reader.GetString(3), reader.GetString(6),
            new VersionRange(reader.GetInt32(7), reader.GetInt32(8)), new VersionRange(reader.GetInt32(9), reader.GetInt32(10)), reader.GetInt32(11))
        {
            Runtime = reader.GetString(14),
        },
        reader.GetGuid(1),
        StateOf(reader.GetString(4)),
        reader.GetInt64(5),
        PostgresQueries.Time(reader, 12),
        PostgresQueries.Time(reader, 13));

    /// <summary>A state that a newer version has added is none that owns anything.</summary>
    private static SiloState StateOf(string name) => name switch
    {
        "active" => SiloState.Active,
        "leaving" => SiloState.Leaving,
        "dead" => SiloState.Dead,
        _ => SiloState.Joining,
    };
}
