using System.Text;

namespace OrleansSaga.Runtime.Embedded;

/// <summary>One call that was sent to another silo, until its outcome is known: what was refused or is in doubt is routed again.</summary>
internal sealed class RemoteCall(ClusterRouter router, GrainAddress target, Request request, long sentAt, int attempt) : ILinkCaller
{
    public void OnReply(LinkReply reply)
    {
        switch (reply.Status)
        {
            case LinkStatus.Done:
                request.CompleteFrom(reply.Body.Span);
                break;
            case LinkStatus.LimitReached:
                request.Fail(new LimitExceededException(Text(reply)));
                break;
            case LinkStatus.Failed:
                request.Fail(new RemoteGrainException(Text(reply)));
                break;
            default:
                // Stopping, or older than this call: nothing of it has run.
                router.RouteAgain(target, request, sentAt, attempt);
                break;
        }
    }

    public void OnBroken(string reason) => router.RouteAgain(target, request, sentAt, attempt);

    private static string Text(LinkReply reply) => Encoding.UTF8.GetString(reply.Body.Span);
}
