using OrleansSaga.Silo.Hosting;

namespace OrleansSaga.Silo.Cluster;

/// <summary>The port for links from other silos.</summary>
internal sealed class LinkPort : Http2Port, ILinkEndpoint;
