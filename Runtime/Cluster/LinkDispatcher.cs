using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace OrleansSaga.Runtime.Embedded;

/// <summary>Serves what other silos send: grain calls run here, released buckets are taken over, messages go to their handlers.</summary>
internal sealed class LinkDispatcher(EmbeddedSilo silo, BucketOwnership ownership, EmbeddedClusterOptions options, ClusterInstruments instruments) : ILinkHandler
{
    private static readonly LinkReply Done = new(LinkStatus.Done, default);

    private readonly ConcurrentDictionary<string, Action<Guid, ReadOnlyMemory<byte>>> _topics = new();

    public void Receive(string topic, Action<Guid, ReadOnlyMemory<byte>> handler) => _topics[topic] = handler;

    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "The caller in the other silo gets the failure.")]
    public async Task<LinkReply> HandleAsync(LinkPeer from, LinkRequest request)
    {
        try
        {
            return request.Target switch
            {
                GrainCall.Target => await CallAsync(request.Body).ConfigureAwait(false),
                BucketList.Released => TakeOver(from, request.Body),
                _ => Deliver(from, request),
            };
        }
        catch (LimitExceededException limit)
        {
            return Refusal(LinkStatus.LimitReached, limit.Message);
        }
        catch (SiloUnavailableException stopping)
        {
            return Refusal(LinkStatus.Stopping, stopping.Message);
        }
        catch (Exception exception)
        {
            return Refusal(LinkStatus.Failed, $"{exception.GetType().Name}: {exception.Message}");
        }
    }

    private static LinkReply Refusal(LinkStatus status, string message) => new(status, Encoding.UTF8.GetBytes(message));

    private async Task<LinkReply> CallAsync(ReadOnlyMemory<byte> body)
    {
        if (GrainCall.Read(silo.Catalog, body.Span) is not { } call)
            return Refusal(LinkStatus.Unknown, "This silo does not know the method.");
        instruments.OnServed();
        silo.Send(call.Target, call.Request);
        await call.Request.Outcome.ConfigureAwait(false);
        var result = GrainCall.WriteResult(call.Request);
        return result.Length == 0 ? Done : new LinkReply(LinkStatus.Done, result);
    }

    private LinkReply TakeOver(LinkPeer from, ReadOnlyMemory<byte> body)
    {
        var buckets = BucketList.Read(body.Span, options.Buckets);
        silo.Logger.BucketsReleased(from.Name, buckets.Count);
        instruments.OnTakenOver(buckets.Count);
        ownership.TakeOver(buckets);
        return Done;
    }

    private LinkReply Deliver(LinkPeer from, LinkRequest request)
    {
        if (!_topics.TryGetValue(request.Target, out var handler))
            return Refusal(LinkStatus.Unknown, "This silo does not know the topic.");
        handler(from.Incarnation, request.Body);
        return Done;
    }
}
