using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using OrleansSaga.Samples.Bank;

namespace OrleansSaga.EndToEnd.Tests;

/// <summary>Clients that submit transfers as fast as they are answered, and remember which ones the server acknowledged.</summary>
internal sealed class TransferLoad(BankHost banks, int seed)
{
    private const int Clients = 8;

    private readonly ConcurrentQueue<string> _acknowledged = new();
    private int _next;

    /// <summary>The gids that were answered with 200.</summary>
    public IReadOnlyCollection<string> Acknowledged => _acknowledged;

    /// <summary>Submits until <paramref name="stop"/>; a server that goes away in the middle is expected.</summary>
    public Task RunAsync(string url, CancellationToken stop) =>
        Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => SubmitAsync(url, stop)));

    /// <summary>Asks for the status of every acknowledged transfer until all are final, or <paramref name="deadline"/> has passed. Returns the statuses.</summary>
    public async Task<IReadOnlyDictionary<string, string>> SettleAsync(string url, TimeSpan deadline, CancellationToken cancellationToken)
    {
        using var client = Client(url);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(250), TimeProvider.System);
        var started = TimeProvider.System.GetTimestamp();
        var statuses = new Dictionary<string, string>(StringComparer.Ordinal);
        while (true)
        {
            foreach (var gid in _acknowledged.Where(gid => statuses.GetValueOrDefault(gid) is not ("succeed" or "failed")).Distinct().ToList())
                statuses[gid] = await StatusAsync(client, gid, cancellationToken);
            var open = statuses.Values.Any(status => status is not ("succeed" or "failed"));
            if (!open || TimeProvider.System.GetElapsedTime(started) > deadline)
                return statuses;
            await timer.WaitForNextTickAsync(cancellationToken);
        }
    }

    private static async Task<string> StatusAsync(HttpClient client, string gid, CancellationToken cancellationToken)
    {
        var reply = await client.GetFromJsonAsync<JsonElement>($"/api/dtmsvr/query?gid={gid}", cancellationToken);
        var transaction = reply.GetProperty("transaction");
        return transaction.ValueKind == JsonValueKind.Null ? "lost" : transaction.GetProperty("status").GetString()!;
    }

    private async Task SubmitAsync(string url, CancellationToken stop)
    {
        using var client = Client(url);
        while (!stop.IsCancellationRequested)
        {
            var number = Interlocked.Increment(ref _next);
            var gid = string.Create(CultureInfo.InvariantCulture, $"kill-{seed}-{number}");
            try
            {
                using var content = new StringContent(Transfer(gid, number), Encoding.UTF8, "application/json");
                using var reply = await client.PostAsync("/api/dtmsvr/submit", content, stop);
                if (reply.IsSuccessStatusCode)
                    _acknowledged.Enqueue(gid);
            }
            catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException or IOException)
            {
                // Not acknowledged: it may or may not exist. The server is being killed, or we are done.
                if (exception is not OperationCanceledException)
                    return;
            }
        }
    }

    // Every fifth transfer is refused, by the first or by the second bank; every third one is concurrent.
    private string Transfer(string gid, int number)
    {
        var customData = number % 3 == 0 ? """{"concurrent":true}""" : "";
        var (first, second) = (Step(banks.North, "transfer-out", "alice", 1), Step(banks.South, "transfer-in", "bob", 1));
        if (number % 10 == 0)
            second = Step(banks.South, "transfer-in", "nobody", 1);
        else if (number % 5 == 0)
            first = Step(banks.North, "transfer-out", "nobody", 1);
        return JsonSerializer.Serialize(new
        {
            gid,
            trans_type = "saga",
            retry_interval = 1,
            custom_data = customData,
            steps = new[] { first.Step, second.Step },
            payloads = new[] { first.Payload, second.Payload },
        });
    }

    private static (Dictionary<string, string> Step, string Payload) Step(RunningBank bank, string path, string account, long amount)
    {
        var address = new Uri(bank.BaseAddress, path).ToString();
        return (new() { ["action"] = address, ["compensate"] = address + "/compensate" }, JsonSerializer.Serialize(new { account, amount }));
    }

    private static HttpClient Client(string url) => new() { BaseAddress = new Uri(url), Timeout = TimeSpan.FromSeconds(20) };
}
