using System.Globalization;
using System.Net;
using OrleansSaga.Silo.Health;
using OrleansSaga.Silo.Options;

namespace OrleansSaga.Silo.Operations;

/// <summary>The command <c>silo healthy</c>: asks a silo's own health endpoint, for containers that have no other program to do so.</summary>
internal static class Healthy
{
    /// <summary>Shorter than what container engines wait for the command.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>Asks the silo that these settings belong to.</summary>
    public static async Task<(int Code, string Answer)> AskAsync(SiloQuestion question)
    {
        if (question.Words is not ([] or [_]) || (question.Words is [var word] && !HealthEndpoints.Names.Contains(word)))
            return (SiloExit.Unknown, $"'{string.Join(' ', question.Words)}' is none of {string.Join(", ", HealthEndpoints.Names)}");
        if (question.Api.HttpPort == 0)
            return (SiloExit.Unknown, $"{ApiOptions.Section}:HttpPort is 0: the silo listens on any free port, and nobody can know which");
        return await AskAsync(UrlOf(question.Api, question.Words.FirstOrDefault(HealthEndpoints.Ready)), question.Time);
    }

    /// <summary>Where the endpoint is. A silo that listens on all addresses is asked on loopback.</summary>
    internal static Uri UrlOf(ApiOptions api, string name)
    {
        var bound = IPAddress.Parse(api.BindAddress);
        var address = bound.Equals(IPAddress.Any) ? IPAddress.Loopback : bound.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback : bound;
        return new Uri(string.Create(CultureInfo.InvariantCulture, $"http://{new IPEndPoint(address, api.HttpPort)}{HealthEndpoints.Root}/{name}"));
    }

    private static async Task<(int Code, string Answer)> AskAsync(Uri url, TimeProvider time)
    {
        // Whatever proxy the environment names for calls to the world, this one stays here.
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        using var patience = new CancellationTokenSource(Patience, time);
        try
        {
            using var reply = await http.GetAsync(url, patience.Token);
            return reply.IsSuccessStatusCode ? (SiloExit.Yes, $"yes, says {url}") : (SiloExit.No, $"no, {url} says {(int)reply.StatusCode}");
        }
        catch (HttpRequestException gone)
        {
            return (SiloExit.No, $"no, {url} does not answer: {gone.Message}");
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            return (SiloExit.No, $"no, {url} does not answer within {Patience.TotalSeconds:0} seconds");
        }
    }
}
