namespace OrleansSaga.Silo.Branches;

/// <summary>What counts as one participant: scheme, host and port.</summary>
/// <param name="IsTls">Whether the scheme is https.</param>
/// <param name="Host">Host name or address, in lower case.</param>
/// <param name="Port">TCP port.</param>
internal readonly record struct HostKey(bool IsTls, string Host, int Port)
{
    /// <summary>The participant of a URL.</summary>
    public static HostKey Of(Uri url) => new(url.Scheme == Uri.UriSchemeHttps, url.IdnHost, url.Port);
}
