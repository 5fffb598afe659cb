using Microsoft.Extensions.Logging;

namespace OrleansSaga.Runtime.Embedded;

/// <summary>Makes links over whatever the connector opens.</summary>
internal sealed class LinkFactory(LinkOptions options, ILinkConnector connector, TimeProvider time, LinkInstruments instruments, LogLimiter limiter, ILogger<LinkFactory> logger) : ILinkFactory
{
    private readonly LinkServices _services = new(options, time, instruments, limiter, logger);

    public ILink Open(SiloMember peer, Action changed) => new LinkClient(peer, connector, _services, changed);
}
