using System.Net.Http.Json;
using OrleansSaga.Benchmarks.Measure;

namespace OrleansSaga.Benchmarks.Cluster;

/// <summary>Clients of prepared TCC transactions: each registers a branch at a silo again and again, until it is answered 200.</summary>
internal sealed class FailoverProbe : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private static readonly string[] Payloads = ["{}"];

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, MaxConnectionsPerServer = 256 }) { Timeout = TimeSpan.FromSeconds(15) };

    public async Task PrepareAsync(Uri silo, IEnumerable<string> gids, CancellationToken cancellationToken) =>
        await Task.WhenAll(gids.Select(gid => PostAsync(silo, "prepare", new { gid, trans_type = "tcc", timeout_to_fail = 3600 }, cancellationToken)));

    /// <summary>When the last of them was answered.</summary>
    public async Task<long> UntilAllAnswerAsync(Uri silo, IReadOnlyList<string> gids, Uri participant, CancellationToken cancellationToken)
    {
        await Task.WhenAll(gids.Select(gid => UntilItAnswersAsync(silo, gid, participant, cancellationToken)));
        return Clock.Now;
    }

    /// <summary>When a new saga was taken by a silo.</summary>
    public async Task<long> UntilItTakesASagaAsync(Uri silo, string gid, Uri participant, CancellationToken cancellationToken)
    {
        var url = new Uri(participant, "/ok/out").ToString();
        while (!await TryAsync(silo, "submit", new { gid, trans_type = "saga", steps = new[] { new { action = url, compensate = url } }, payloads = Payloads }, cancellationToken))
            await Task.Delay(Pause, TimeProvider.System, cancellationToken);
        return Clock.Now;
    }

    public void Dispose() => _http.Dispose();

    private async Task UntilItAnswersAsync(Uri silo, string gid, Uri participant, CancellationToken cancellationToken)
    {
        var url = new Uri(participant, "/ok/confirm").ToString();
        while (!await TryAsync(silo, "registerBranch", new { gid, trans_type = "tcc", branch_id = "01", data = "{}", confirm = url, cancel = url }, cancellationToken))
            await Task.Delay(Pause, TimeProvider.System, cancellationToken);
    }

    private async Task<bool> TryAsync(Uri silo, string call, object body, CancellationToken cancellationToken)
    {
        try
        {
            await PostAsync(silo, call, body, cancellationToken);
            return true;
        }
        catch (HttpRequestException)
        {
            // Refused or cut: that is what is measured.
            return false;
        }
    }

    private async Task PostAsync(Uri silo, string call, object body, CancellationToken cancellationToken)
    {
        using var reply = await _http.PostAsJsonAsync(new Uri(silo, $"/api/dtmsvr/{call}"), body, cancellationToken);
        reply.EnsureSuccessStatusCode();
    }
}
