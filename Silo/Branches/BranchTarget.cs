using System.Diagnostics.CodeAnalysis;
using System.Text;
using OrleansSaga.Grains;
using OrleansSaga.Grains.Kernel;

namespace OrleansSaga.Silo.Branches;

/// <summary>Where one call goes; made of an HTTP URL here (protocol 3.1), of a gRPC one in <see cref="GrpcBranchTarget"/>.</summary>
/// <param name="Url">The URL with our query parameters, which JSON-RPC and gRPC do without; without user and fragment.</param>
/// <param name="Host">The participant.</param>
/// <param name="Authorization">Basic credentials that stood in the URL, as a header value; or null.</param>
internal sealed record BranchTarget(Uri Url, HostKey Host, string? Authorization)
{
    private const string DockerHost = "host.docker.internal";

    private static readonly UriCreationOptions AsWritten = new() { DangerousDisablePathAndQueryCanonicalization = true };

    /// <summary>Works out the target; when that fails, <paramref name="fault"/> says why without repeating the URL.</summary>
    public static bool TryCreate(BranchCall call, bool inDocker, [NotNullWhen(true)] out BranchTarget? target, out string fault)
    {
        target = null;
        fault = "the branch URL is not a valid http or https URL";
        var url = inDocker ? OutOfDocker(call.Url) : call.Url;
        if (!TrySplit(url, out var parts))
            return false;
        // Everything of path and query stays as written: a participant's signature or routing may depend on it. The escaped form
        // holds visible ASCII only, so nothing in it can break out of the request line.
        var text = string.Concat(
            parts.Scheme + "://" + parts.Authority,
            parts.PathAndQuery,
            // A JSON-RPC call has them in its body.
            JsonRpcRequest.IsFor(call) ? "" : QueryOf(call, parts.PathAndQuery.Contains('?', StringComparison.Ordinal) ? parts.PathAndQuery.EndsWith('?') ? "" : "&" : "?"));
        if (!Uri.TryCreate(text, in AsWritten, out var uri) || !UrlRules.HasHost(uri))
            return false;
        target = new BranchTarget(uri, HostKey.Of(uri), parts.User is null ? null : Basic(parts.User));
        return true;
    }

    /// <summary>The text with its first localhost and its first 127.0.0.1 meaning the machine outside of the container.</summary>
    public static string OutOfDocker(string text) => ReplaceFirst(ReplaceFirst(text, "localhost"), "127.0.0.1");

    private static string QueryOf(BranchCall call, string separator) => string.Concat(
        $"{separator}branch_id={UrlEscape.QueryValue(call.BranchId)}&gid={UrlEscape.QueryValue(call.Stamp.Gid)}",
        OpAndMode(call));

    private static string OpAndMode(BranchCall call) => (call.Stamp.Op, call.Mode) switch
    {
        (BranchOp.Action, TransactionMode.Saga) => "&op=action&trans_type=saga",
        (BranchOp.Compensate, TransactionMode.Saga) => "&op=compensate&trans_type=saga",
        var (_, mode) => $"&op={UrlEscape.QueryValue(call.WireOp)}&trans_type={WireNames.Of(mode)}",
    };

    private static bool TrySplit(string url, out (string Scheme, string? User, string Authority, string PathAndQuery) parts)
    {
        parts = default;
        string scheme;
        if (url.StartsWith("http://", StringComparison.OrdinalIgnoreCase))
            scheme = Uri.UriSchemeHttp;
        else if (url.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
            scheme = Uri.UriSchemeHttps;
        else
            return false;

        var start = scheme.Length + "://".Length;
        var fragment = url.IndexOf('#', start);
        var end = fragment < 0 ? url.Length : fragment;
        var slash = url.AsSpan(start, end - start).IndexOfAny('/', '?', '\\');
        var authorityEnd = slash < 0 ? end : start + slash;
        var at = url.LastIndexOf('@', authorityEnd - 1, authorityEnd - start);
        var rest = UrlEscape.Verbatim(url[authorityEnd..end]);
        if (rest.StartsWith("%5C", StringComparison.Ordinal))
            return false;
        parts = (
            scheme,
            at < 0 ? null : url[start..at],
            url[(at < 0 ? start : at + 1)..authorityEnd],
            rest.StartsWith('/') ? rest : "/" + rest);
        return true;
    }

    private static string Basic(string user)
    {
        var colon = user.IndexOf(':', StringComparison.Ordinal);
        var name = Uri.UnescapeDataString(colon < 0 ? user : user[..colon]);
        var password = colon < 0 ? "" : Uri.UnescapeDataString(user[(colon + 1)..]);
        return "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{name}:{password}"));
    }

    private static string ReplaceFirst(string url, string host)
    {
        var at = url.IndexOf(host, StringComparison.Ordinal);
        return at < 0 ? url : string.Concat(url.AsSpan(0, at), DockerHost, url.AsSpan(at + host.Length));
    }
}
