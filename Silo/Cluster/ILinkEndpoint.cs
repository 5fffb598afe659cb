using System.Net;

namespace OrleansSaga.Silo.Cluster;

/// <summary>Where the listener for links listens.</summary>
internal interface ILinkEndpoint
{
    /// <summary>The bound address once the server has started; null before.</summary>
    IPEndPoint? EndPoint { get; }
}
