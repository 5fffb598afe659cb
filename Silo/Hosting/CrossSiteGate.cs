using OrleansSaga.Silo.Api;
using OrleansSaga.Silo.Dtm;

namespace OrleansSaga.Silo.Hosting;

/// <summary>
/// Refuses what a browser sends for a page that is not ours. A server on loopback is within reach of every page that its user opens, nobody is
/// authenticated yet, and DTM's writes take any content type, some of them by GET: without this a page could submit, stop and subscribe.
/// Browsers say where a request comes from (W3C Fetch Metadata, and Origin where that is missing); SDKs and scripts send neither.
/// </summary>
internal static class CrossSiteGate
{
    private const string SecFetchSite = "Sec-Fetch-Site";
    private const string Detail = "the request comes from a page of another site";

    /// <summary>Guards everything under /api. To be called before what it guards.</summary>
    public static void UseCrossSiteGate(this IApplicationBuilder app) => app.Use(InvokeAsync);

    private static Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (!IsForeign(context.Request) || !context.Request.Path.StartsWithSegments("/api"))
            return next(context);
        return context.Request.Path.StartsWithSegments(ApiV1.Root)
            ? new ProblemResult(new ApiError(ApiErrors.CrossSite, Detail)).ExecuteAsync(context)
            : DtmReply.ForbiddenAsync(context, Detail);
    }

    private static bool IsForeign(HttpRequest request)
    {
        if (request.Headers.TryGetValue(SecFetchSite, out var site))
            return site != "same-origin" && site != "none";
        var origin = request.Headers.Origin;
        return origin.Count > 0 && !(Uri.TryCreate(origin, UriKind.Absolute, out var page) && string.Equals(page.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase));
    }
}
