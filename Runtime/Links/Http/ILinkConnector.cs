namespace OrleansSaga.Runtime.Embedded;

/// <summary>Opens streams to silos.</summary>
internal interface ILinkConnector
{
    /// <summary>Opens a stream to a silo's endpoint, host:port; never over a connection that was used before.</summary>
    Task<ILinkTransport> ConnectAsync(string endpoint, CancellationToken cancellationToken);
}
