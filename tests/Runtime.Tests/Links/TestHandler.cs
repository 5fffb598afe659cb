using System.Collections.Concurrent;
using System.Text;

namespace OrleansSaga.Runtime.Tests.Links;

/// <summary>Serves calls as the test says, and keeps them; without more it says back what it got.</summary>
internal sealed class TestHandler : ILinkHandler
{
    public ConcurrentQueue<(LinkPeer From, LinkRequest Request)> Calls { get; } = new();

    public Func<LinkRequest, Task<LinkReply>> Serve { get; set; } = static request => Task.FromResult(new LinkReply(LinkStatus.Done, request.Body));

    public Task<LinkReply> HandleAsync(LinkPeer from, LinkRequest request)
    {
        Calls.Enqueue((from, request));
        return Serve(request);
    }

    public static LinkReply Done(string text) => new(LinkStatus.Done, Encoding.UTF8.GetBytes(text));

    public static string TextOf(LinkRequest request) => Encoding.UTF8.GetString(request.Body.Span);
}
