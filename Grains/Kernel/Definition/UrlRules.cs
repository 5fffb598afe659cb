namespace OrleansSaga.Grains.Kernel;

/// <summary>Which branch URLs can be called at all (protocol section 3): the rest would be retried for ever.</summary>
public static class UrlRules
{
    /// <summary>What is wrong with a URL that transactions of any protocol may come to call, naming the field; null when nothing is.</summary>
    public static string? FaultOfAny(string field, string url, LimitOptions limits)
    {
        ArgumentNullException.ThrowIfNull(url);
        ArgumentNullException.ThrowIfNull(limits);
        try
        {
            Check(field, url, "grpc", limits);
            return null;
        }
        catch (InvalidFieldException invalid)
        {
            return invalid.Message;
        }
    }

    /// <summary>Whether a URL names a host that can be looked up. A name may pass as a URL's and still have no form in ASCII (RFC 5891).</summary>
    public static bool HasHost(Uri url)
    {
        ArgumentNullException.ThrowIfNull(url);
        try
        {
            return url.IdnHost.Length > 0;
        }
        catch (UriFormatException)
        {
            return false;
        }
    }

    /// <summary>Throws when <paramref name="url"/> cannot be called, naming the field. An empty one is never called.</summary>
    internal static void Check(string field, string url, string protocol, LimitOptions limits)
    {
        if (url.Length == 0)
            return;
        if (url.Length > limits.UrlLength)
            throw InvalidFieldException.TooLong(field, url.Length, limits.UrlLength);
        // DTM's own parser refuses them too, at every call.
        if (url.Any(char.IsControl))
            throw new InvalidFieldException($"{field}: control characters are not allowed");
        if (IsHttp(url))
        {
            if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || !HasHost(uri))
                throw new InvalidFieldException($"{field}: not an http or https URL");
        }
        else if (protocol == "http")
        {
            throw new InvalidFieldException($"{field}: not an http or https URL");
        }
        else if (!IsGrpc(url))
        {
            throw new InvalidFieldException($"{field}: neither an http or https URL nor host:port/package.Service/Method");
        }
    }

    internal static bool IsHttp(string url) =>
        url.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || url.StartsWith("https://", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a path is one of gRPC: <c>/package.Service/Method</c>, two names of characters that need no escape.</summary>
    public static bool IsGrpcMethod(ReadOnlySpan<char> path)
    {
        var second = path[1..].IndexOf('/') + 1;
        return second > 1 && IsGrpcName(path[1..second]) && IsGrpcName(path[(second + 1)..]);
    }

    private static bool IsGrpc(string url)
    {
        var slash = url.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 && IsGrpcMethod(url.AsSpan(slash))
            && !url.AsSpan(0, slash).ContainsAny("?#%@ ") && !url.AsSpan(0, slash).ContainsAnyExceptInRange('!', '~')
            && Uri.TryCreate($"http://{url[..slash]}/", UriKind.Absolute, out var uri) && HasHost(uri);
    }

    private static bool IsGrpcName(ReadOnlySpan<char> name) =>
        name.Length > 0 && !name.ContainsAnyExceptInRange('!', '~') && !name.ContainsAny(@"/\?#%") && name is not ("." or "..");
}
