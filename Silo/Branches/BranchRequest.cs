using System.Diagnostics.CodeAnalysis;
using System.Net;
using OrleansSaga.Grains;
using OrleansSaga.Grains.Kernel;

namespace OrleansSaga.Silo.Branches;

/// <summary>Makes the HTTP request of one call (protocol 3.1).</summary>
internal static class BranchRequest
{
    private const string Authorization = "Authorization";
    private const string ContentType = "Content-Type";
    private const string Json = "application/json";
    private const string Accept = "Accept";
    private const string UserAgent = "User-Agent";

    private static readonly string Product = $"OrleansSaga/{typeof(BranchRequest).Assembly.GetName().Version?.ToString(3)}";

    /// <summary>Makes the request; when a header cannot be sent, <paramref name="fault"/> names it, never its value.</summary>
    public static bool TryCreate(
        BranchCall call, BranchTarget target, string? traceParent, [NotNullWhen(true)] out HttpRequestMessage? request, out string fault)
    {
        fault = "";
        var isPost = !call.Payload.IsEmpty || call.Mode == TransactionMode.Xa;
        // Content even for a GET: only with it does .NET send a Content-Type. Its length is known, so it is never chunked.
        var content = new ReadOnlyMemoryContent(call.Payload);
        request = new HttpRequestMessage(isPost ? HttpMethod.Post : HttpMethod.Get, target.Url)
        {
            Content = content,
            Version = HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        var own = (ContentType: true, TraceParent: traceParent is not null, Authorization: target.Authorization is not null);
        foreach (var (name, value) in call.Headers)
        {
            if (IsAboutFraming(name))
                continue;
            if (!TryAdd(request, name, value))
            {
                fault = $"the branch header {name} cannot be sent";
                request.Dispose();
                request = null;
                return false;
            }

            own.ContentType &= !Same(name, ContentType);
            own.TraceParent &= !Same(name, BranchTelemetry.TraceParentHeader);
            own.Authorization &= !Same(name, Authorization);
        }

        if (own.ContentType)
            content.Headers.TryAddWithoutValidation(ContentType, Json);
        // Frameworks choose the form of their errors by the first, and some gateways refuse calls without the second.
        if (!request.Headers.NonValidated.Contains(Accept))
            request.Headers.TryAddWithoutValidation(Accept, Json);
        if (!request.Headers.NonValidated.Contains(UserAgent))
            request.Headers.TryAddWithoutValidation(UserAgent, Product);
        request.Headers.TryAddWithoutValidation("Accept-Encoding", ContentCoding.Accepted);
        if (own.TraceParent)
            request.Headers.TryAddWithoutValidation(BranchTelemetry.TraceParentHeader, traceParent);
        if (own.Authorization)
            request.Headers.TryAddWithoutValidation(Authorization, target.Authorization);
        return true;
    }

    // A branch header must not be able to say that the body has another length than it has: two requests would come of one. Nor may it ask for
    // an answer in a coding that is not read here.
    private static bool IsAboutFraming(string name) =>
        Same(name, "Content-Length") || Same(name, "Transfer-Encoding") || Same(name, "Trailer") || Same(name, "Accept-Encoding");

    private static bool TryAdd(HttpRequestMessage request, string name, string value) =>
        !value.AsSpan().ContainsAnyInRange('\0', '\b')
        && !value.AsSpan().ContainsAnyInRange('\n', '\x1F')
        && !value.Contains('\x7F', StringComparison.Ordinal)
        && (!Same(name, "Host") || IsAuthority(value))
        && (request.Headers.TryAddWithoutValidation(name, value) || request.Content!.Headers.TryAddWithoutValidation(name, value));

    // .NET would send a Host that it does not understand beside its own.
    private static bool IsAuthority(string value) =>
        Uri.TryCreate($"http://{value}/", UriKind.Absolute, out var url) && value.Length > 0 && !value.Contains('@', StringComparison.Ordinal) && url.PathAndQuery == "/" && UrlRules.HasHost(url);

    private static bool Same(string name, string other) => string.Equals(name, other, StringComparison.OrdinalIgnoreCase);
}
