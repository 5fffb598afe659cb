using System.Net;

namespace OrleansSaga.Silo.Hosting;

/// <summary>
/// Lets only this machine see Orleans' dashboard: nobody is authenticated yet. The connection must come from here and through no proxy, and
/// the browser must have asked for this machine by a name of its own, so that no page from elsewhere gets in by a name of theirs.
/// </summary>
internal static class OrleansDashboardGate
{
    /// <summary>Where the dashboard is.</summary>
    public const string Path = "/orleans";

    private static readonly string[] ProxyHeaders = ["Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Via"];

    public static Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (IsLocal(context))
            return next(context);
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return context.Response.WriteAsync("The dashboard is open to this machine only, as http://127.0.0.1 or http://localhost.");
    }

    private static bool IsLocal(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } remote && IPAddress.IsLoopback(remote)
        && context.Request.Host.Host is "localhost" or "127.0.0.1" or "[::1]"
        && !ProxyHeaders.Any(context.Request.Headers.ContainsKey);
}
