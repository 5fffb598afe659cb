using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace OrleansSaga.TestKit;

/// <summary>A participant on a free port that answers as a test says, and remembers every call.</summary>
public sealed class TestParticipant : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<ParticipantCall> _calls = new();

    private TestParticipant(WebApplication app) => _app = app;

    /// <summary>Where it listens, without a slash at the end.</summary>
    public string Url { get; private set; } = "";

    /// <summary>Every call so far, oldest first.</summary>
    public IReadOnlyCollection<ParticipantCall> Calls => _calls;

    /// <summary>Answers a call with a status code and a body; default: 200 and DTM's success.</summary>
    public Func<ParticipantCall, Task<(int Status, string Body)>> Answer { get; set; } = _ => Task.FromResult((200, """{"dtm_result":"SUCCESS"}"""));

    /// <summary>Writes the whole response instead of <see cref="Answer"/>; for what a status and a text cannot say.</summary>
    public Func<HttpContext, Task>? Respond { get; set; }

    /// <summary>Starts a participant.</summary>
    public static async Task<TestParticipant> StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var participant = new TestParticipant(app);
        app.Run(participant.Handle);
        await app.StartAsync(cancellationToken);
        participant.Url = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        return participant;
    }

    /// <summary>The calls of one gid as <c>branch/op</c>, oldest first.</summary>
    public IReadOnlyList<string> CallsOf(string gid) => [.. _calls.Where(call => call.Gid == gid).Select(call => $"{call.BranchId}/{call.Op}")];

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task Handle(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync();
        var query = context.Request.Query;
        var call = new ParticipantCall(query["gid"].ToString(), query["branch_id"].ToString(), query["op"].ToString(), context.Request.Path.Value ?? "", body, context.RequestAborted);
        _calls.Enqueue(call);
        if (Respond is { } respond)
        {
            await respond(context);
            return;
        }

        var (status, text) = await Answer(call);
        context.Response.StatusCode = status;
        await context.Response.WriteAsync(text);
    }
}

/// <summary>One call that a participant saw.</summary>
/// <param name="Gid">Global transaction id.</param>
/// <param name="BranchId">Wire branch id.</param>
/// <param name="Op">Wire op.</param>
/// <param name="Path">Path of the request.</param>
/// <param name="Body">Body of the request.</param>
/// <param name="Aborted">Cancelled when the caller goes away.</param>
public sealed record ParticipantCall(string Gid, string BranchId, string Op, string Path, string Body, CancellationToken Aborted);
