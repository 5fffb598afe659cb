using System.Net;
using OrleansSaga.Silo.Api;
using OrleansSaga.Silo.Dtm;
using OrleansSaga.Silo.Options;

namespace OrleansSaga.Silo.Hosting;

/// <summary>
/// Refuses what a browser sends for a page that is not ours. A server on loopback is within reach of every page that its user opens, nobody is
/// authenticated yet, and DTM's writes take any content type, some of them by GET: without this a page could submit, stop and subscribe.
/// Browsers say where a request comes from (W3C Fetch Metadata, and Origin); SDKs and scripts say nothing of it. A page that has its own name
/// point to this machine (DNS rebinding) is found by that name. What remains is a GET without such marks, which browsers send to servers
/// beyond loopback that have no TLS: only authentication will close that.
/// </summary>
internal sealed class CrossSiteGate
{
    private const string Guarded = "/api";

    /// <summary>Endings that nobody can register, and with them a name of a page elsewhere.</summary>
    private static readonly string[] LocalEndings = [".localhost", ".internal", ".local", ".test"];

    private readonly bool _checksHost;
    private readonly HashSet<string> _allowed;
    private volatile string _lastGood = "";

    private CrossSiteGate(ApiOptions api)
    {
        _checksHost = IPAddress.IsLoopback(IPAddress.Parse(api.BindAddress));
        _allowed = new HashSet<string>(api.AllowedHosts.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries), StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Guards everything under /api. To be called before what it guards.</summary>
    public static void Use(IApplicationBuilder app, ApiOptions api) => app.Use(new CrossSiteGate(api).InvokeAsync);

    private Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (FaultOf(context.Request) is not { } fault || !context.Request.Path.StartsWithSegments(Guarded))
            return next(context);
        return context.Request.Path.StartsWithSegments(ApiV1.Root)
            ? new ProblemResult(new ApiError(ApiErrors.CrossSite, fault)).ExecuteAsync(context)
            : DtmReply.ForbiddenAsync(context, fault);
    }

    private string? FaultOf(HttpRequest request)
    {
        if (_checksHost && !IsOurs(request.Host))
            return $"Host: not a name of this machine; {ApiOptions.Section}:AllowedHosts takes those of proxies";
        return IsForeign(request) ? "the request comes from a page of another site" : null;
    }

    /// <summary>Whether the host that was asked for can be meant to be this machine: an address, or a name that no page elsewhere can have.</summary>
    private bool IsOurs(HostString host)
    {
        if (!host.HasValue || host.Value == _lastGood)
            return true;
        var name = host.Host;
        var isOurs = !name.Contains('.', StringComparison.Ordinal) || IPAddress.TryParse(name, out _) || _allowed.Contains(name)
            || LocalEndings.Any(ending => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase));
        if (isOurs)
            _lastGood = host.Value;
        return isOurs;
    }

    private static bool IsForeign(HttpRequest request)
    {
        if (request.Headers.TryGetValue("Sec-Fetch-Site", out var site))
            return site != "same-origin" && site != "none" && !IsLinkToRead(request);
        var origin = request.Headers.Origin;
        return origin.Count > 0 && !(Uri.TryCreate(origin, UriKind.Absolute, out var page) && string.Equals(page.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>A link that somebody follows from a wiki or a ticket shows what it leads to, and nothing that it can lead to there changes anything.</summary>
    private static bool IsLinkToRead(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) && request.Headers["Sec-Fetch-Mode"] == "navigate" && request.Headers["Sec-Fetch-Dest"] == "document" && request.Path.StartsWithSegments(ApiV1.Root);
}
