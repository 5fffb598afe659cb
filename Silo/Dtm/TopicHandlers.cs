using Microsoft.AspNetCore.Http.Features;
using OrleansSaga.Silo.Application.Topics;

namespace OrleansSaga.Silo.Dtm;

/// <summary>subscribe, unsubscribe and topic (protocol 1.2).</summary>
internal static class TopicHandlers
{
    private const string TopicPath = "/topic/";

    public static async Task SubscribeAsync(HttpContext context, DtmFront front)
    {
        var query = new QueryParameters(context.Request.Query);
        await ReplyAsync(context, await front.Topics.SubscribeAsync(query.Text("topic"), query.Text("url"), query.Text("remark"), context.RequestAborted));
    }

    public static async Task UnsubscribeAsync(HttpContext context, DtmFront front)
    {
        var query = new QueryParameters(context.Request.Query);
        await ReplyAsync(context, await front.Topics.UnsubscribeAsync(query.Text("topic"), query.Text("url"), context.RequestAborted));
    }

    public static async Task DeleteAsync(HttpContext context, DtmFront front) =>
        await ReplyAsync(context, await front.Topics.DeleteAsync(NameOf(context), context.RequestAborted));

    /// <summary>The rest of the path, unescaped by ourselves: the server leaves an escaped slash as it is, and so could not tell it from its escape.</summary>
    private static string NameOf(HttpContext context)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var end = target.IndexOf('?', StringComparison.Ordinal);
        var path = end < 0 ? target : target[..end];
        var at = path.IndexOf(TopicPath, StringComparison.OrdinalIgnoreCase);
        // Not found: somebody has escaped the path's own letters, too.
        return at < 0 ? context.Request.RouteValues["name"] as string ?? "" : Uri.UnescapeDataString(path[(at + TopicPath.Length)..]);
    }

    private static Task ReplyAsync(HttpContext context, TopicReply reply) => DtmReply.ReplyAsync(context, reply.Code, reply.Message);
}
