using System.Diagnostics.CodeAnalysis;
using OrleansSaga.Grains;
using OrleansSaga.Grains.Kernel;

namespace OrleansSaga.Silo.Branches;

/// <summary>Works out where a gRPC call goes: <c>host:port/package.Service/Method</c>, split at the first slash (protocol 3.4).</summary>
internal static class GrpcBranchTarget
{
    /// <summary>The target; when there is none, <paramref name="fault"/> says why without repeating the URL.</summary>
    public static bool TryCreate(BranchCall call, bool inDocker, [NotNullWhen(true)] out BranchTarget? target, out string fault)
    {
        (target, fault) = (null, "");
        if (call.Url.Contains("://", StringComparison.Ordinal))
        {
            fault = "the branch URL has a scheme that is not known here";
            return false;
        }

        fault = "the branch URL is not host:port/package.Service/Method";
        var slash = call.Url.IndexOf('/', StringComparison.Ordinal);
        if (slash <= 0 || !UrlRules.IsGrpcMethod(call.Url.AsSpan(slash)))
            return false;
        var authority = call.Url[..slash];
        if (inDocker)
            authority = BranchTarget.OutOfDocker(authority);
        if (authority.Contains('@', StringComparison.Ordinal) || !Uri.TryCreate($"http://{authority}{call.Url[slash..]}", UriKind.Absolute, out var uri) || !UrlRules.HasHost(uri))
            return false;
        target = new BranchTarget(uri, HostKey.Of(uri), null);
        return true;
    }
}
