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

    /// <summary>Throws when <paramref name="url"/> cannot be called, naming the field. An empty one is never called.</summary>
    internal static void Check(string field, string url, string protocol, LimitOptions limits)
    {
        if (url.Length == 0)
            return;
        if (url.Length > limits.UrlLength)
            throw InvalidFieldException.TooLong(field, url.Length, limits.UrlLength);
        if (IsHttp(url))
        {
            if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Host.Length == 0)
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

    private static bool IsGrpc(string url)
    {
        var parts = url.Split('/');
        return parts is [{ Length: > 0 } target, { Length: > 0 }, { Length: > 0 }]
            && url.All(c => c is > ' ' and < '\x7F' and not ('?' or '#' or '%' or '@'))
            && Uri.TryCreate($"http://{target}/", UriKind.Absolute, out var uri) && uri.Host.Length > 0;
    }
}
