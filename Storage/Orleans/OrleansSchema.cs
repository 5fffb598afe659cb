namespace OrleansSaga.Storage.Orleans;

/// <summary>
/// Orleans' tables. Names and types are those that its documentation gives, so that what Orleans' own scripts have made is accepted and expanded.
/// What a later version adds must leave the previous one running beside it.
/// </summary>
internal static class OrleansSchema
{
    /// <summary>What this build makes. A build that finds a higher number leaves the texts of the queries alone.</summary>
    public const int Version = 1;

    /// <summary>Key of the row, beside the queries, that holds the version.</summary>
    public const string VersionKey = "OrleansSagaTablesVersion";

    /// <summary>
    /// Orleans' own script has no unique key on its states and may insert one twice. Ours finds by the four numbers, and is unique by what they
    /// are hashes of; null and empty are different extensions.
    /// </summary>
    public const string Create =
        """
        set local lock_timeout = '1s';
        create table if not exists orleansquery (
            querykey varchar(64) not null primary key,
            querytext varchar(8000) not null);

        create table if not exists orleansmembershipversiontable (
            deploymentid varchar(150) not null primary key,
            timestamp timestamptz(3) not null default now(),
            version int not null default 0);

        create table if not exists orleansmembershiptable (
            deploymentid varchar(150) not null references orleansmembershipversiontable,
            address varchar(45) not null,
            port int not null,
            generation int not null,
            siloname varchar(150) not null,
            hostname varchar(150) not null,
            status int not null,
            proxyport int,
            suspecttimes varchar(8000),
            starttime timestamptz(3) not null,
            iamalivetime timestamptz(3) not null,
            primary key (deploymentid, address, port, generation));

        create table if not exists orleansstorage (
            grainidhash int not null,
            grainidn0 bigint not null,
            grainidn1 bigint not null,
            graintypehash int not null,
            graintypestring varchar(512) not null,
            grainidextensionstring varchar(512),
            serviceid varchar(150) not null,
            payloadbinary bytea,
            modifiedon timestamp not null,
            version int)
            with (fillfactor = 70);
        create unique index if not exists orleansstorage_grain on orleansstorage (
            grainidhash, graintypehash, grainidn0, grainidn1, serviceid collate "C", graintypestring collate "C",
            coalesce(grainidextensionstring, '') collate "C", (grainidextensionstring is null));
        """;

    /// <summary>What <see cref="Create"/> makes beside the queries' own table.</summary>
    public static readonly IReadOnlyList<string> Relations = ["orleansmembershipversiontable", "orleansmembershiptable", "orleansstorage", "orleansstorage_grain"];

    /// <summary>The rows of the queries' table, the version's among them.</summary>
    public static readonly IReadOnlyDictionary<string, string> Queries = new Dictionary<string, string>(OrleansMembershipQueries.All.Concat(OrleansStateQueries.All))
    {
        [VersionKey] = Version.ToString(System.Globalization.CultureInfo.InvariantCulture),
    };
}
