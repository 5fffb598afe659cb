namespace OrleansSaga.Silo.Options;

/// <summary>Where the server listens; section <c>OrleansSaga:Api</c>.</summary>
public sealed class ApiOptions
{
    /// <summary>The section that these options are bound from.</summary>
    public const string Section = "OrleansSaga:Api";

    /// <summary>HTTP port; default 36789 (DTM's). 0 takes any free port; the log says which.</summary>
    public int HttpPort { get; set; } = 36789;

    /// <summary>
    /// gRPC port, HTTP/2 in cleartext; default 36790 (DTM's). 0 takes any free port; the log names it after the HTTP port. -1 serves no gRPC.
    /// </summary>
    public int GrpcPort { get; set; } = 36790;

    /// <summary>IP address to listen on with both ports; default 127.0.0.1. Anything but loopback needs <c>OrleansSaga:Security:AllowInsecurePublicBind</c>.</summary>
    public string BindAddress { get; set; } = "127.0.0.1";

    /// <summary>
    /// Names by which proxies on this machine pass requests on, separated by ';'; default empty. A server on loopback refuses requests for a public
    /// name, which a page elsewhere may have given to this machine; addresses, names without a dot, and .localhost, .internal, .local and .test need not be named.
    /// </summary>
    public string AllowedHosts { get; set; } = "";
}
