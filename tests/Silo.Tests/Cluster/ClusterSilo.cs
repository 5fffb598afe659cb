using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OrleansSaga.Grains.Journal;
using OrleansSaga.Ownership;
using OrleansSaga.Silo.Application;
using OrleansSaga.Silo.Grpc;
using OrleansSaga.Silo.Tests.Dtm;
using OrleansSaga.Silo.Tests.Grpc;

namespace OrleansSaga.Silo.Tests.Cluster;

/// <summary>A whole silo of a cluster in this process, and clients of its ports.</summary>
internal sealed partial class ClusterSilo : IAsyncDisposable
{
    private readonly HttpClient _http;
    private readonly RawGrpc _grpc;
    private Task? _stopping;

    private ClusterSilo(string name, WebApplication app)
    {
        (Name, App) = (name, app);
        Address = new Uri(app.Urls.First());
        _http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = Address, Timeout = TimeSpan.FromMinutes(1) };
        _grpc = new RawGrpc(app.Services.GetRequiredService<GrpcListener>().EndPoint!.ToString());
    }

    public string Name { get; }

    public WebApplication App { get; }

    /// <summary>Where it serves HTTP.</summary>
    public Uri Address { get; }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Starts a silo on free ports; <paramref name="more"/> is configuration that wins.</summary>
    public static async Task<ClusterSilo> StartAsync(string connectionString, string name, params string[] more)
    {
        var app = SiloHost.Build([.. Configuration(connectionString, name), .. more], builder => builder.Logging.ClearProviders());
        try
        {
            await app.StartAsync(Cancel);
            return new ClusterSilo(name, app);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    /// <summary>Its configuration as arguments.</summary>
    public static string[] Configuration(string connectionString, string name) =>
    [
        "--OrleansSaga:Storage:Provider=postgres", $"--OrleansSaga:Storage:ConnectionString={connectionString}",
        "--OrleansSaga:Api:HttpPort=0", GrpcPort.Any, "--OrleansSaga:Retry:JitterRatio=0",
        $"--OrleansSaga:Cluster:Name={name}", $"--OrleansSaga:Cluster:Secret={Rows.Secret}", "--OrleansSaga:Cluster:Port=0", "--OrleansSaga:Cluster:DrainDelay=00:00:01",
    ];

    public T Get<T>()
        where T : notnull => App.Services.GetRequiredService<T>();

    /// <summary>Whether it owns the gid, by its own view.</summary>
    public bool Owns(string gid) => Get<BucketOwnership>().IsOwn(Bucket.Of(gid));

    /// <summary>"name state" of all silos, as it sees them.</summary>
    public IEnumerable<string> Sees() => Get<ISiloDirectory>().List().Select(static silo => $"{silo.Name} {silo.State}");

    /// <summary>The sum of a metric's series, as /api/metrics shows it.</summary>
    public async Task<double> MetricAsync(string name)
    {
        var text = (await GetAsync("/api/metrics")).Text;
        return text.Split('\n')
            .Where(line => line.StartsWith(name, StringComparison.Ordinal) && line[name.Length..].Replace("_total", "", StringComparison.Ordinal) is ['{' or ' ', ..])
            .Sum(static line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));
    }

    public Task<DtmAnswer> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null);

    public Task<DtmAnswer> PostAsync(string path, object body) => SendAsync(HttpMethod.Post, path, new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json"));

    public async Task<DtmAnswer> SendAsync(HttpMethod method, string path, HttpContent? content)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        using var response = await _http.SendAsync(request, Cancel);
        return new DtmAnswer(response.StatusCode, await response.Content.ReadAsStringAsync(Cancel), response.Content.Headers.ContentType, response.Headers);
    }

    /// <summary>Calls a method of DTM's over one of its fronts. Returns "ok", or what was answered instead.</summary>
    public async Task<string> CallAsync(string front, string call, Dictionary<string, object?> body)
    {
        switch (front)
        {
            case "http":
                var plain = await PostAsync("/api/dtmsvr/" + call, body);
                return plain.Code == System.Net.HttpStatusCode.OK ? "ok" : plain.Text;
            case "json-rpc":
                // It has no method of its own for workflows.
                var reply = await PostAsync("/api/json-rpc", new { jsonrpc = "2.0", method = call == "prepareWorkflow" ? "prepare" : call, @params = body, id = "1" });
                return reply.Text.Contains("\"error\":null", StringComparison.Ordinal) ? "ok" : reply.Text;
            default:
                var raw = await _grpc.PostAsync($"/dtmgimp.Dtm/{char.ToUpperInvariant(call[0])}{call[1..]}", RawGrpc.Frame(GrpcBodies.Of(call, body)));
                return raw.Status == 0 ? "ok" : $"{raw.Status} {raw.Message}";
        }
    }

    /// <summary>The status that query shows; null of an unknown gid.</summary>
    public async Task<string?> StatusAsync(string gid)
    {
        var transaction = (await GetAsync("/api/dtmsvr/query?gid=" + gid)).Json.GetProperty("transaction");
        return transaction.ValueKind == JsonValueKind.Null ? null : transaction.GetProperty("status").GetString();
    }

    /// <summary>Has it drain and stop.</summary>
    public Task StopAsync() => _stopping ??= App.StopAsync(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _http.Dispose();
        _grpc.Dispose();
        await App.DisposeAsync();
    }
}
