using OrleansSaga.Silo.Cluster;

namespace OrleansSaga.Silo.Hosting;

/// <summary>The port for links from other silos.</summary>
internal sealed class EmbeddedLinkPort : Http2Port, ILinkEndpoint;
