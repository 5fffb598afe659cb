using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using OrleansSaga.Grains;
using static OrleansSaga.Silo.Tests.Branches.CallerBed;

namespace OrleansSaga.Silo.Tests.Branches;

/// <summary>Against a real web server, many calls at once.</summary>
public sealed class KestrelParticipantTests : IAsyncLifetime
{
    private readonly ConcurrentDictionary<string, string> _seen = new();
    private readonly WebApplication _app;

    public KestrelParticipantTests()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Map("/{**path}", AnswerAsync);
    }

    public async ValueTask InitializeAsync() => await _app.StartAsync(TestContext.Current.CancellationToken);

    [Fact]
    public async Task Calls_ManyAtOnce_AllArriveOnceWithTheirOwnBody()
    {
        using var bed = new CallerBed();

        var results = await Task.WhenAll(Enumerable.Range(0, 2000).Select(i =>
            bed.CallAsync(ACall($"{_app.Urls.First()}/{(i % 3 == 0 ? "refuse" : "ok")}", payload: $"body {i}", gid: $"g{i}"))));

        Assert.All(results, (result, i) => Assert.Equal(
            i % 3 == 0 ? (BranchOutcome.Failure, 409) : (BranchOutcome.Success, 200), (result.Outcome, result.StatusCode)));
        Assert.Equal(2000, _seen.Count);
        Assert.All(_seen, entry => Assert.Equal($"POST body {entry.Key[1..]}", entry.Value));
    }

    [Fact]
    public async Task Participant_ThatAborts_IsErrorAndOthersGoOn()
    {
        using var bed = new CallerBed();

        var aborted = bed.CallAsync(ACall(_app.Urls.First() + "/abort"));
        var asked = bed.CallAsync(ACall(_app.Urls.First() + "/ok", payload: "", gid: "g2"));

        Assert.Equal((BranchOutcome.Error, BranchOutcome.Success), ((await aborted).Outcome, (await asked).Outcome));
        Assert.Equal("GET ", _seen["g2"]);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        if (!_seen.TryAdd(context.Request.Query["gid"].ToString(), $"{context.Request.Method} {body}"))
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
        else if (context.Request.Path == "/refuse")
            context.Response.StatusCode = StatusCodes.Status409Conflict;
        else if (context.Request.Path == "/abort")
            context.Abort();
    }
}
