namespace OrleansSaga.Storage.Orleans;

/// <summary>
/// What Orleans' clustering provider runs. It finds the texts by key, passes parameters by name and reads columns by name. Every change of
/// membership counts the cluster's version up from the one that its author had read: whoever comes second has read too early, and changes nothing.
/// </summary>
internal static class OrleansMembershipQueries
{
    private const string OfCluster = "deploymentid = @DeploymentId";

    private const string OfSilo = $"{OfCluster} and address = @Address and port = @Port and generation = @Generation";

    /// <summary>From the version's row outwards: the version is there before the first silo is. One statement, so that rows and version fit together.</summary>
    private const string Read =
        """
        select v.deploymentid, m.address, m.port, m.generation, m.siloname, m.hostname, m.status, m.proxyport, m.suspecttimes, m.starttime, m.iamalivetime, v.version
        from orleansmembershipversiontable v left join orleansmembershiptable m on m.deploymentid = v.deploymentid
        """;

    private const string InsertVersion =
        """
        with added as (
            insert into orleansmembershipversiontable (deploymentid) values (@DeploymentId) on conflict do nothing returning 1)
        select exists (select from added)
        """;

    /// <summary>Of two at once the second waits for the version's row, finds another version in it, and adds nothing.</summary>
    private const string Insert =
        $"""
        with counted as (
            update orleansmembershipversiontable set version = version + 1, timestamp = now()
            where {OfCluster} and version = @Version and not exists (select from orleansmembershiptable where {OfSilo})
            returning 1),
        added as (
            insert into orleansmembershiptable (deploymentid, address, port, generation, siloname, hostname, status, proxyport, starttime, iamalivetime)
            select @DeploymentId, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime, @IAmAliveTime from counted
            returning 1)
        select exists (select from added)
        """;

    private const string Update =
        $"""
        with counted as (
            update orleansmembershipversiontable set version = version + 1, timestamp = now()
            where {OfCluster} and version = @Version and exists (select from orleansmembershiptable where {OfSilo})
            returning 1),
        changed as (
            update orleansmembershiptable set status = @Status, suspecttimes = @SuspectTimes, iamalivetime = @IAmAliveTime
            from counted where {OfSilo}
            returning 1)
        select exists (select from changed)
        """;

    private const string UpdateAlive = $"update orleansmembershiptable set iamalivetime = @IAmAliveTime where {OfSilo}";

    private const string Gateways =
        $"""
        select address, proxyport, generation from orleansmembershiptable
        where {OfCluster} and status = @Status and proxyport > 0
        """;

    /// <summary>The version's row first: a silo that is being added is waited for, and then deleted too.</summary>
    private const string Delete =
        $"""
        select 1 from orleansmembershipversiontable where {OfCluster} for update;
        delete from orleansmembershiptable where {OfCluster};
        delete from orleansmembershipversiontable where {OfCluster}
        """;

    /// <summary>All but the active (3): who is declared dead keeps its row until here. Nobody has to read again for it, so the version stays.</summary>
    private const string Cleanup = $"delete from orleansmembershiptable where {OfCluster} and iamalivetime < @IAmAliveTime and status <> 3";

    public static readonly IReadOnlyDictionary<string, string> All = new Dictionary<string, string>
    {
        ["InsertMembershipVersionKey"] = InsertVersion,
        ["InsertMembershipKey"] = Insert,
        ["UpdateMembershipKey"] = Update,
        ["UpdateIAmAlivetimeKey"] = UpdateAlive,
        ["MembershipReadRowKey"] = $"{Read} and m.address = @Address and m.port = @Port and m.generation = @Generation where v.{OfCluster}",
        ["MembershipReadAllKey"] = $"{Read} where v.{OfCluster}",
        ["GatewaysQueryKey"] = Gateways,
        ["DeleteMembershipTableEntriesKey"] = Delete,
        ["CleanupDefunctSiloEntriesKey"] = Cleanup,
    };
}
