using System.Diagnostics.CodeAnalysis;
using System.Net;
using OrleansSaga.Grains;

namespace OrleansSaga.Silo.Branches;

/// <summary>Makes the HTTP request of one call (protocol 3.1).</summary>
internal static class BranchRequest
{
    private const string Authorization = "Authorization";
    private const string ContentType = "Content-Type";

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
            content.Headers.TryAddWithoutValidation(ContentType, "application/json");
        if (own.TraceParent)
            request.Headers.TryAddWithoutValidation(BranchTelemetry.TraceParentHeader, traceParent);
        if (own.Authorization)
            request.Headers.TryAddWithoutValidation(Authorization, target.Authorization);
        return true;
    }

    // A branch header must not be able to say that the body has another length than it has: two requests would come of one.
    private static bool IsAboutFraming(string name) =>
        Same(name, "Content-Length") || Same(name, "Transfer-Encoding") || Same(name, "Trailer");

    private static bool TryAdd(HttpRequestMessage request, string name, string value) =>
        !value.AsSpan().ContainsAnyInRange('\0', '\b')
        && !value.AsSpan().ContainsAnyInRange('\n', '\x1F')
        && !value.Contains('\x7F', StringComparison.Ordinal)
        && (request.Headers.TryAddWithoutValidation(name, value) || request.Content!.Headers.TryAddWithoutValidation(name, value));

    private static bool Same(string name, string other) => string.Equals(name, other, StringComparison.OrdinalIgnoreCase);
}
