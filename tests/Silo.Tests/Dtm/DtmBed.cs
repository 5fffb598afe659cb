using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OrleansSaga.Grains;
using OrleansSaga.Grains.Journal;
using OrleansSaga.Silo.Application;
using OrleansSaga.Silo.Hosting;
using OrleansSaga.Silo.Tests.Dtm;

[assembly: AssemblyFixture(typeof(DtmBed))]

namespace OrleansSaga.Silo.Tests.Dtm;

/// <summary>A silo in this process, with its journal in memory, and participants to call. Tests share it and keep apart by their gids.</summary>
public sealed class DtmBed : IAsyncLifetime
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(20);

    private readonly HttpClient _http = new();
    private WebApplication? _silo;

    /// <summary>Where the silo listens.</summary>
    public Uri Address { get; private set; } = null!;

    internal Participants Participants { get; } = new();

    internal TransactionService Transactions => _silo!.Services.GetRequiredService<TransactionService>();

    /// <summary>Moves the silo's clock; its timers run on in real time.</summary>
    internal ShiftedTime Clock { get; } = new();

    internal IJournalMaintenance Maintenance => (IJournalMaintenance)_silo!.Services.GetRequiredService<IJournal>();

    public async ValueTask InitializeAsync()
    {
        await Participants.StartAsync();
        _silo = SiloHost.Build(
            ["--OrleansSaga:Storage:Provider=memory", "--OrleansSaga:Api:HttpPort=0", "--OrleansSaga:Retry:JitterRatio=0"],
            builder =>
            {
                builder.Logging.ClearProviders();
                builder.Services.AddSingleton(new DatabaseClock(Clock));
            });
        await _silo.StartAsync();
        Address = new Uri(_silo.Urls.Single());
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (_silo is not null)
            await _silo.DisposeAsync();
        await Participants.DisposeAsync();
    }

    internal ITransactionGrain Grain(string gid) => _silo!.Services.GetRequiredService<IGrainFactory>().GetGrain<ITransactionGrain>(gid);

    /// <summary>A gid that no other test has.</summary>
    public static string NewGid() => "t-" + Guid.NewGuid().ToString("N");

    internal Task<DtmAnswer> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null);

    internal Task<DtmAnswer> PostAsync(string path, string body) => SendAsync(HttpMethod.Post, path, new StringContent(body, Encoding.UTF8, "application/json"));

    internal Task<DtmAnswer> PostAsync(string path, object body) => PostAsync(path, JsonSerializer.Serialize(body));

    internal async Task<DtmAnswer> SendAsync(HttpMethod method, string path, HttpContent? content)
    {
        using var request = new HttpRequestMessage(method, new Uri(Address, path.StartsWith('/') ? path : "/api/dtmsvr/" + path)) { Content = content };
        using var response = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return new DtmAnswer(response.StatusCode, text, response.Content.Headers.ContentType, response.Headers);
    }

    /// <summary>The body of a saga: two steps whose participants say yes, changed by <paramref name="change"/>.</summary>
    internal Dictionary<string, object?> Saga(string gid, Action<Dictionary<string, object?>>? change = null)
    {
        var body = new Dictionary<string, object?>
        {
            ["gid"] = gid,
            ["trans_type"] = "saga",
            ["steps"] = new[] { Step("/ok", "/ok"), Step("/ok", "/ok") },
            ["payloads"] = new[] { """{"a":1}""", """{"a":2}""" },
        };
        change?.Invoke(body);
        return body;
    }

    /// <summary>Makes the saga one step.</summary>
    internal void OneStep(Dictionary<string, object?> body, string action)
    {
        body["steps"] = new[] { Step(action, "/ok") };
        body["payloads"] = new List<string> { "{}" };
    }

    internal Dictionary<string, string> Step(string action, string compensate) =>
        new() { ["action"] = Participants.Url(action), ["compensate"] = Participants.Url(compensate) };

    /// <summary>Brings a new saga into a state: none, prepared, submitted, aborting, succeed or failed. It waits for the pass, so the state is reached on return.</summary>
    internal async Task<string> SagaInAsync(string state)
    {
        var gid = NewGid();
        if (state == "none")
            return gid;
        if (state == "prepared")
        {
            Assert.Equal(HttpStatusCode.OK, (await PostAsync("prepare", Saga(gid))).Code);
            return gid;
        }

        var (first, second, compensate) = state switch
        {
            "submitted" => ("/error", "/error", "/ok"),
            "aborting" => ("/ok", "/act-fail", "/error"),
            "failed" => ("/ok", "/act-fail", "/ok"),
            _ => ("/ok", "/ok", "/ok"),
        };
        var answer = await PostAsync("submit", Saga(gid, body =>
        {
            body["steps"] = new[] { Step(first, compensate), Step(second, compensate) };
            body["wait_result"] = true;
        }));
        Assert.Equal(state == "succeed" ? HttpStatusCode.OK : HttpStatusCode.Conflict, answer.Code);
        Assert.Equal(state, await StatusAsync(gid));
        return gid;
    }

    /// <summary>The status; null of an unknown gid.</summary>
    internal async Task<string?> StatusAsync(string gid) => (await StateAsync(gid))[0] is { Length: > 0 } status ? status : null;

    /// <summary>Status (empty of an unknown gid), then "branch_id op status" of each row.</summary>
    internal async Task<string[]> StateAsync(string gid)
    {
        var query = (await GetAsync("query?gid=" + gid)).Json;
        var transaction = query.GetProperty("transaction");
        var status = transaction.ValueKind == JsonValueKind.Null ? "" : transaction.GetProperty("status").GetString()!;
        return [status, .. query.GetProperty("branches").EnumerateArray()
            .Select(b => $"{b.GetProperty("branch_id").GetString()} {b.GetProperty("op").GetString()} {b.GetProperty("status").GetString()}")];
    }

    /// <summary>Waits until the stored state is as <paramref name="until"/> wants it. Returns the last one seen, also when time is over.</summary>
    internal async Task<string[]> SettleAsync(string gid, Func<string[], bool> until)
    {
        string[] state = [""];
        await SettleAsync(gid, async _ => until(state = await StateAsync(gid)));
        return state;
    }

    /// <summary>Waits until what is stored of a gid that exists is as <paramref name="until"/> wants it. Returns the last one seen, also when time is over.</summary>
    internal async Task<StoredState> SettleStoredAsync(string gid, Func<StoredState, bool> until) =>
        (await SettleAsync(gid, stored => Task.FromResult(stored is not null && until(stored))))!;

    internal Task<StoredState?> StoredAsync(string gid) => Transactions.GetAsync(gid, TestContext.Current.CancellationToken);

    private async Task<StoredState?> SettleAsync(string gid, Func<StoredState?, Task<bool>> until)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        over.CancelAfter(LongestWait);
        while (true)
        {
            var stored = await StoredAsync(gid);
            if (await until(stored) || over.IsCancellationRequested)
                return stored;
            if (stored is not null)
                await Grain(gid).WaitNext(stored.Stored.Version, long.MaxValue, TimeSpan.FromSeconds(1));
        }
    }

    internal Task<string[]> SettleAsync(string gid, string status) => SettleAsync(gid, state => state[0] == status);
}

/// <summary>What the silo answered.</summary>
internal sealed record DtmAnswer(HttpStatusCode Code, string Text, MediaTypeHeaderValue? ContentType, HttpResponseHeaders Headers)
{
    public JsonElement Json => JsonDocument.Parse(Text).RootElement;

    public string Message => Json.GetProperty("message").GetString()!;
}
