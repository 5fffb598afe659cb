using System.Data;

namespace OrleansSaga.Storage.Tests.Orleans;

/// <summary>A query's key and what the providers of Orleans 10.4.2 pass to it.</summary>
internal sealed record OrleansCall(string Key, params (string Name, DbType Type, object? Value)[] Parameters)
{
    public const int Joining = 2;
    public const int Active = 3;
    public const int Dead = 6;

    public static readonly DateTime Start = Writes.Start.UtcDateTime;

    /// <summary>Every key that the two providers look up, as they call it.</summary>
    public static IReadOnlyList<OrleansCall> All { get; } =
    [
        InsertVersion(), Insert("silo", 0), Update("silo", 1, Active), Alive("silo", Start), ReadRow("silo"), ReadAll(), Gateways(), Delete(), Cleanup(Start),
        Write("key", null, []), Read("key"), Clear("key", 1), DeleteState("key", 1),
    ];

    public static OrleansCall InsertVersion() => new("InsertMembershipVersionKey", Cluster);

    public static OrleansCall Insert(string silo, int version, int status = Joining, int proxyPort = 30000) => new(
        "InsertMembershipKey",
        [
            Cluster, Time("IAmAliveTime", Start), Text("SiloName", silo), Text("HostName", "host"), .. Address(silo), Time("StartTime", Start),
            Number("Status", status), Number("ProxyPort", proxyPort), Number("Version", version),
        ]);

    public static OrleansCall Update(string silo, int version, int status, string? suspects = null) => new(
        "UpdateMembershipKey",
        [Cluster, .. Address(silo), Time("IAmAliveTime", Start), Number("Status", status), Text("SuspectTimes", suspects), Number("Version", version)]);

    public static OrleansCall Alive(string silo, DateTime time) => new("UpdateIAmAlivetimeKey", [Cluster, .. Address(silo), Time("IAmAliveTime", time)]);

    public static OrleansCall ReadRow(string silo) => new("MembershipReadRowKey", [Cluster, .. Address(silo)]);

    public static OrleansCall ReadAll() => new("MembershipReadAllKey", Cluster);

    public static OrleansCall Gateways() => new("GatewaysQueryKey", Cluster, Number("Status", Active));

    public static OrleansCall Delete() => new("DeleteMembershipTableEntriesKey", Cluster);

    public static OrleansCall Cleanup(DateTime before) => new("CleanupDefunctSiloEntriesKey", Cluster, Time("IAmAliveTime", before));

    public static OrleansCall Write(string? key, int? version, byte[] payload, int hash = 7) =>
        new("WriteToStorageKey", [.. Grain(key, hash), Number("GrainStateVersion", version), ("PayloadBinary", DbType.Binary, payload)]);

    public static OrleansCall Read(string? key, int hash = 7) => new("ReadFromStorageKey", Grain(key, hash));

    public static OrleansCall Clear(string? key, int? version) => new("ClearStorageKey", [.. Grain(key, 7), Number("GrainStateVersion", version)]);

    public static OrleansCall DeleteState(string? key, int? version) => new("DeleteStorageKey", [.. Grain(key, 7), Number("GrainStateVersion", version)]);

    public override string ToString() => Key;

    private static (string, DbType, object?) Cluster => Text("DeploymentId", "cluster");

    private static (string, DbType, object?)[] Address(string silo) =>
        [Text("Address", "127.0.0.1"), Number("Port", 11111), Number("Generation", silo.Aggregate(0, (sum, letter) => (sum * 31) + letter))];

    private static (string, DbType, object?)[] Grain(string? key, int hash) =>
    [
        Number("GrainIdHash", hash), ("GrainIdN0", DbType.Int64, 0L), ("GrainIdN1", DbType.Int64, 0L), Number("GrainTypeHash", 9),
        Text("GrainTypeString", "pubsubrendezvous"), Text("GrainIdExtensionString", key), Text("ServiceId", "service"),
    ];

    private static (string, DbType, object?) Text(string name, string? value) => (name, DbType.String, value);

    private static (string, DbType, object?) Number(string name, int? value) => (name, DbType.Int32, value);

    private static (string, DbType, object?) Time(string name, DateTime value) => (name, DbType.DateTime, value);
}
