using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace OrleansSaga.Silo.Tests.Api;

/// <summary>A service that answers each path as a test says; 200 for paths of which nothing was said.</summary>
internal sealed class Participant : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, Func<Task<(int Status, string Body)>>> _answers = new();
    private readonly ConcurrentQueue<ParticipantCall> _calls = new();

    private Participant(WebApplication app)
    {
        _app = app;
        app.Run(AnswerAsync);
    }

    public string Url { get; private set; } = "";

    public static async Task<Participant> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var participant = new Participant(builder.Build());
        await participant._app.StartAsync();
        participant.Url = participant._app.Urls.Single();
        return participant;
    }

    public void Answer(string path, int status, string body = "") => _answers[path] = () => Task.FromResult((status, body));

    public void Answer(string path, Func<Task<(int Status, string Body)>> answer) => _answers[path] = answer;

    public IReadOnlyList<ParticipantCall> CallsTo(string path) => [.. _calls.Where(call => call.Path == path)];

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        using var reader = new StreamReader(context.Request.Body);
        _calls.Enqueue(new ParticipantCall(context.Request.Method, path, context.Request.Query["op"].ToString(), await reader.ReadToEndAsync()));
        var (status, body) = _answers.TryGetValue(path, out var answer) ? await answer() : (200, "");
        context.Response.StatusCode = status;
        await context.Response.WriteAsync(body);
    }
}

internal sealed record ParticipantCall(string Method, string Path, string Op, string Body);
