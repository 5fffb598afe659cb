using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OrleansSaga.Grains.Kernel;
using OrleansSaga.Grains.Transactions;
using OrleansSaga.Silo.Application;
using OrleansSaga.Silo.Health;

namespace OrleansSaga.Silo.Tests.Api;

public sealed class HealthTests(ApiBed bed) : IClassFixture<ApiBed>
{
    [Theory]
    [InlineData("live")]
    [InlineData("ready")]
    [InlineData("startup")]
    public async Task Probe_RunningSilo_IsOk(string probe)
    {
        var reply = await bed.GetAsync($"/health/{probe}");

        Assert.Equal((HttpStatusCode.OK, """{"status":"ok"}"""), (reply.Status, reply.Body));
    }

    [Fact]
    public async Task Probe_StoreTakesNoWrites_IsNotReadyButLive()
    {
        await using var app = await StartAsync(new FakeProbe { TakesWrites = false });
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };

        using var ready = await http.GetAsync("/health/ready", TestContext.Current.CancellationToken);
        using var live = await http.GetAsync("/health/live", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        Assert.Equal("""{"status":"unavailable"}""", await ready.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(HttpStatusCode.OK, live.StatusCode);
    }

    [Fact]
    public void Ready_FollowsStartStopStoreAdmissionAndCluster()
    {
        using var lifetime = new FakeLifetime();
        var probe = new FakeProbe();
        var silos = new FakeDirectory();
        var admission = new DrivingAdmission(new EngineOptions { Limits = new LimitOptions { DrivenTransactions = 1 } });
        var health = new SiloHealth(lifetime, probe, admission, silos, new ManualTimeProvider());

        Assert.False(health.HasStarted || health.IsReady);
        lifetime.Start();
        Assert.True(health.HasStarted && health.IsReady);
        admission.Enter();
        Assert.False(health.IsReady);
        admission.Leave();
        probe.TakesWrites = false;
        Assert.False(health.IsReady);
        probe.TakesWrites = true;
        Assert.True(health.IsReady);
        silos.IsServing = false;
        Assert.False(health.IsReady);
        silos.IsServing = true;
        Assert.True(health.IsReady);
        lifetime.StopApplication();
        Assert.False(health.IsReady);
    }

    [Fact]
    public void Live_WithoutBeats_EndsAfterHalfAMinute()
    {
        using var lifetime = new FakeLifetime();
        var time = new ManualTimeProvider();
        var health = new SiloHealth(lifetime, new FakeProbe(), new DrivingAdmission(new EngineOptions()), new FakeDirectory(), time);

        time.Advance(SiloHealth.LongestSilence);
        Assert.True(health.IsLive);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.False(health.IsLive);
        health.Beat();
        Assert.True(health.IsLive);
    }

    private static async Task<WebApplication> StartAsync(IJournalProbe probe)
    {
        var app = SiloHost.Build(
            ["--OrleansSaga:Storage:Provider=memory", "--OrleansSaga:Api:HttpPort=0"],
            builder =>
            {
                builder.Logging.ClearProviders();
                builder.Services.AddSingleton(probe);
            });
        await app.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }

    private sealed class FakeProbe : IJournalProbe
    {
        public bool TakesWrites { get; set; } = true;
    }

    private sealed class FakeDirectory : ISiloDirectory
    {
        public bool IsServing { get; set; } = true;

        public string? Fault => null;

        public IReadOnlyList<SiloEntry> List() => [];
    }

    private sealed class FakeLifetime : IHostApplicationLifetime, IDisposable
    {
        private readonly CancellationTokenSource _started = new();
        private readonly CancellationTokenSource _stopping = new();

        public CancellationToken ApplicationStarted => _started.Token;

        public CancellationToken ApplicationStopping => _stopping.Token;

        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void Start() => _started.Cancel();

        public void StopApplication() => _stopping.Cancel();

        public void Dispose()
        {
            _started.Dispose();
            _stopping.Dispose();
        }
    }
}
