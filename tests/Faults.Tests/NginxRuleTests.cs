using System.Collections.Concurrent;
using System.Net;
using System.Text;

namespace OrleansSaga.Faults.Tests;

/// <summary>What deploy/nginx's files pass on, repeat, and refuse; the silos are participants that answer as a test says.</summary>
public sealed class NginxRuleTests : IAsyncLifetime
{
    private readonly List<TestParticipant> _silos = [];
    private readonly HttpClient _http = new();
    private NginxFront? _nginx;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private IEnumerable<ParticipantCall> Calls => _silos.SelectMany(silo => silo.Calls);

    public async ValueTask InitializeAsync()
    {
        NginxRequired.OrSkip();
        for (var i = 0; i < 3; i++)
            _silos.Add(await TestParticipant.StartAsync(Cancel));
        _nginx = await NginxFront.StartAsync([.. _silos.Select(silo => silo.Url)], [.. _silos.Select(silo => silo.Url)], Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (_nginx is not null)
            await _nginx.DisposeAsync();
        foreach (var silo in _silos)
            await silo.DisposeAsync();
    }

    [Theory]
    [InlineData("/api/dtmsvr/submit")]
    [InlineData("/api/json-rpc")]
    public async Task Post_OfDtmsProtocolAndSiloBreaksOff_GoesToAnotherWithTheSameBody(string path)
    {
        BreakOff(times: 2);

        Assert.Equal(HttpStatusCode.OK, await PostAsync(path, """{"gid":"g"}"""));
        Assert.Equal(3, _silos.Count(silo => silo.Calls.Count == 1));
        Assert.All(Calls, call => Assert.Equal((path, """{"gid":"g"}"""), (call.Path, call.Body)));
    }

    [Fact]
    public async Task Post_OfOurApiAndSiloBreaksOff_IsNotRepeated()
    {
        BreakOff(times: 1);

        Assert.Equal(HttpStatusCode.BadGateway, await PostAsync("/api/v1/transactions", "{}"));
        Assert.Single(Calls);
    }

    [Fact]
    public async Task Post_OfOurApiAndSilosAreGone_GoesToTheOneThatIsThere()
    {
        await _silos[0].DisposeAsync();
        await _silos[1].DisposeAsync();

        for (var i = 0; i < 6; i++)
            Assert.Equal(HttpStatusCode.OK, await PostAsync("/api/v1/transactions", "{}"));
        Assert.Equal(6, _silos[2].Calls.Count);
    }

    [Fact]
    public async Task Silo_Answers503_ClientHearsIt()
    {
        foreach (var silo in _silos)
            silo.Answer = _ => Task.FromResult((503, "full"));

        for (var i = 0; i < 10; i++)
            Assert.Equal(HttpStatusCode.ServiceUnavailable, await PostAsync("/api/dtmsvr/submit", "{}"));
        Assert.Equal(10, Calls.Count());
    }

    /// <summary>By its key a silo knows that it is the request which another one may have carried out.</summary>
    [Theory]
    [InlineData(null)]
    [InlineData("the client's own")]
    public async Task Post_GoesToAnother_UnderTheSameKey(string? own)
    {
        var keys = new ConcurrentQueue<string>();
        foreach (var silo in _silos)
        {
            silo.Respond = context =>
            {
                keys.Enqueue(context.Request.Headers["Idempotency-Key"].ToString());
                if (keys.Count % 3 != 0)
                    context.Abort();
                return Task.CompletedTask;
            };
        }

        if (own is not null)
            _http.DefaultRequestHeaders.Add("Idempotency-Key", own);
        await PostAsync("/api/dtmsvr/submit", "{}");
        await PostAsync("/api/dtmsvr/submit", "{}");

        Assert.Equal(6, keys.Count);
        Assert.All(keys, Assert.NotEmpty);
        Assert.Single(keys.Take(3).Distinct());
        Assert.Single(keys.Skip(3).Distinct());
        Assert.Equal(own is null ? 2 : 1, keys.Distinct().Count());
    }

    [Theory]
    [InlineData("/api/dtmsvr/forceStop", HttpStatusCode.Forbidden)]
    [InlineData("/api/dtmsvr/%66orceStop", HttpStatusCode.Forbidden)]
    [InlineData("/api/dtmsvr//ForceStop/", HttpStatusCode.Forbidden)]
    [InlineData("/api/dtmsvr/resetNextCronTime", HttpStatusCode.Forbidden)]
    [InlineData("/api/v1/transactions/a%2Fb/retry", HttpStatusCode.Forbidden)]
    [InlineData("/api/metrics", HttpStatusCode.NotFound)]
    [InlineData("/api/v1/..%2fmetrics", HttpStatusCode.NotFound)]
    [InlineData("/health/ready", HttpStatusCode.NotFound)]
    [InlineData("/", HttpStatusCode.NotFound)]
    public async Task Client_AsksForWhatIsNotForClients_IsRefused(string path, HttpStatusCode expected)
    {
        Assert.Equal(expected, await PostAsync(path, "{}"));
        Assert.Empty(Calls);
    }

    [Theory]
    [InlineData("/api/dtmsvr/forceStop", HttpStatusCode.OK)]
    [InlineData("/api/v1/transactions/a/retry", HttpStatusCode.OK)]
    [InlineData("/api/METRICS/", HttpStatusCode.NotFound)]
    [InlineData("/health/live", HttpStatusCode.NotFound)]
    public async Task Operator_Asks_IsPassedOnButForEachSilosOwn(string path, HttpStatusCode expected) =>
        Assert.Equal(expected, await PostAsync(path, "{}", _nginx!.OperatorsUrl));

    [Theory]
    [InlineData(1536, HttpStatusCode.OK)]
    [InlineData(2049, HttpStatusCode.RequestEntityTooLarge)]
    public async Task Body_UpToTheServersLimit_IsPassedOn(int kilobytes, HttpStatusCode expected)
    {
        Assert.Equal(expected, await PostAsync("/api/dtmsvr/submit", new string('x', kilobytes * 1024)));
        Assert.Equal(expected == HttpStatusCode.OK ? 1536 * 1024 : null, Calls.SingleOrDefault()?.Body.Length);
    }

    [Fact]
    public async Task Path_Escaped_ReachesTheSiloAsItWasSent()
    {
        var targets = new List<string>();
        foreach (var silo in _silos)
        {
            silo.Respond = context =>
            {
                targets.Add(context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget);
                return Task.CompletedTask;
            };
        }

        using var reply = await _http.GetAsync(new Uri(_nginx!.Url + "/api/v1/transactions/a%2Fb%252F?x=%20"), Cancel);

        Assert.Equal(["/api/v1/transactions/a%2Fb%252F?x=%20"], targets);
    }

    /// <summary>The first so many requests that arrive, wherever, are read and never answered: their connections break.</summary>
    private void BreakOff(int times)
    {
        foreach (var silo in _silos)
        {
            silo.Respond = context =>
            {
                if (Interlocked.Decrement(ref times) >= 0)
                    context.Abort();
                return Task.CompletedTask;
            };
        }
    }

    private async Task<HttpStatusCode> PostAsync(string path, string body, string? to = null)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        // As it is written: Uri would undo some escapes.
        using var reply = await _http.PostAsync(new Uri((to ?? _nginx!.Url) + path, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }), content, Cancel);
        return reply.StatusCode;
    }
}
