using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace OrleansSaga.Silo.Tests.Dtm;

/// <summary>Participants that answer by their path, as those of the recorded exchanges did, and write down who called.</summary>
internal sealed class Participants : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, ConcurrentQueue<string>> _calls = new();
    private readonly ConcurrentDictionary<string, ConcurrentQueue<string>> _targets = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _gates = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _called = new();
    private readonly ConcurrentDictionary<string, ConcurrentQueue<string>> _scripts = new();
    private WebApplication? _app;

    public string Base { get; private set; } = "";

    public string Url(string path) => path.Length == 0 ? "" : Base + path;

    /// <summary>"METHOD path branch_id op body" of every call for a gid, sorted and each once.</summary>
    public IReadOnlyList<string> CallsOf(string gid) =>
        _calls.TryGetValue(gid, out var calls) ? [.. calls.Distinct().Order(StringComparer.Ordinal)] : [];

    /// <summary>Path and query of every call for a gid, oldest first.</summary>
    public IReadOnlyList<string> TargetsOf(string gid) => _targets.TryGetValue(gid, out var targets) ? [.. targets] : [];

    public int CountOf(string gid) => _calls.TryGetValue(gid, out var calls) ? calls.Count : 0;

    /// <summary>Has the calls to /script/... for a gid answered in this order: SUCCESS, FAILURE and ONGOING as DTM means them, anything else as a 500.</summary>
    public void Script(string gid, params string[] answers) => _scripts[gid] = new(answers);

    /// <summary>Ends at the first call for a gid.</summary>
    public Task CalledAsync(string gid) => Called(gid).Task.WaitAsync(TimeSpan.FromSeconds(20));

    /// <summary>Lets the call to /gate/name go on; until then it hangs.</summary>
    public void Open(string name) => Gate(name).TrySetResult();

    public async Task StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.Run(AnswerAsync);
        await _app.StartAsync();
        Base = _app.Urls.Single();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var gate in _gates.Values)
            gate.TrySetResult();
        if (_app is not null)
            await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var (path, query) = (context.Request.Path.Value!, context.Request.Query);
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        var line = $"{context.Request.Method} {path} {query["branch_id"]} {query["op"]} {body}";
        _targets.GetOrAdd(query["gid"].ToString(), _ => new()).Enqueue(path + context.Request.QueryString);
        _calls.GetOrAdd(query["gid"].ToString(), _ => new()).Enqueue(line);
        Called(query["gid"].ToString()).TrySetResult();
        if (path.StartsWith("/gate/", StringComparison.Ordinal))
            await Gate(path["/gate/".Length..]).Task.WaitAsync(context.RequestAborted);

        var code = path switch
        {
            _ when path.StartsWith("/script/", StringComparison.Ordinal) => Next(query["gid"].ToString()),
            "/fail" => 409,
            "/ongoing" => 425,
            "/error" => 500,
            "/act-fail" => query["op"] == "action" ? 409 : 200,
            _ => 200,
        };
        context.Response.StatusCode = code;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(code switch
        {
            409 => """{"error":"no money FAILURE"}""",
            425 => """{"error":"ONGOING"}""",
            500 => """{"error":"unknown"}""",
            _ => """{"dtm_result":"SUCCESS"}""",
        });
    }

    private TaskCompletionSource Gate(string name) => _gates.GetOrAdd(name, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));

    private TaskCompletionSource Called(string gid) => _called.GetOrAdd(gid, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));

    private int Next(string gid) => _scripts[gid].TryDequeue(out var answer) ? answer switch { "SUCCESS" => 200, "FAILURE" => 409, "ONGOING" => 425, _ => 500 } : 500;
}
