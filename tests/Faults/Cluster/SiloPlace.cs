namespace OrleansSaga.Faults;

/// <summary>What stays the same over all lives of a silo.</summary>
internal sealed record SiloPlace(
    string Name,
    int HttpPort,
    int GrpcPort,
    TcpProxy Link,
    TcpProxy DatabasePath,
    string Folder,
    IReadOnlyList<string> Arguments,
    IReadOnlyDictionary<string, string> Environment)
{
    public string LogFile => Path.Combine(Folder, $"{Name}.log");
}
