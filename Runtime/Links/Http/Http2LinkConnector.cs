using System.Net;

namespace OrleansSaga.Runtime.Embedded;

/// <summary>Opens streams as HTTP/2 requests whose bodies stay open both ways.</summary>
internal sealed class Http2LinkConnector : ILinkConnector
{
    public async Task<ILinkTransport> ConnectAsync(string endpoint, CancellationToken cancellationToken)
    {
        var transport = new Http2LinkTransport(endpoint);
        try
        {
            var status = await transport.OpenAsync(cancellationToken).ConfigureAwait(false);
            return status == HttpStatusCode.OK ? transport : throw new HttpRequestException($"{endpoint} answers with status {(int)status}");
        }
        catch
        {
            transport.Abort();
            await transport.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }
}
