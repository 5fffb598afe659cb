using System.Diagnostics.Metrics;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OrleansSaga.Grains;
using OrleansSaga.Grains.Transactions;
using OrleansSaga.Silo.Alerts;
using OrleansSaga.Silo.Application;
using OrleansSaga.Silo.Tests.Branches;

namespace OrleansSaga.Silo.Tests.Alerts;

/// <summary>The alert hook (protocol 7.2): when it is called, and what a bad hook does to it.</summary>
public sealed class AlertHookTests
{
    private static readonly BranchAlert Alert = new("g\"1", TransactionStatus.Submitted, "http://bank/out?a=1&b=2", "no \"money\"\nü", 3);

    [Fact]
    public async Task Alert_FromTheLimitOn_IsPostedAsDtmDoes()
    {
        await using var hook = RawParticipant.Start(RawParticipant.Response(204, ""));
        await using var bed = await AlertBed.StartAsync(hook.Url + "/hook?token=secret");

        bed.Alerts.OnRetry(Alert with { RetryCount = 2 });
        bed.Alerts.OnRetry(Alert);
        bed.Alerts.OnRetry(Alert with { RetryCount = 4, Status = TransactionStatus.Aborting });

        var request = await hook.NextRequestAsync();
        Assert.StartsWith("POST /hook?token=secret HTTP/1.1\r\n", request, StringComparison.Ordinal);
        Assert.Contains("\r\nContent-Type: application/json\r\n", request, StringComparison.Ordinal);
        Assert.Equal(
            """{"gid":"g\"1","status":"submitted","branch":"http://bank/out?a=1&b=2","error":"no \"money\"\nü","retry_count":3}""", BodyOf(request).GetRawText());
        var next = BodyOf(await hook.NextRequestAsync());
        Assert.Equal(("aborting", 4), (next.GetProperty("status").GetString(), next.GetProperty("retry_count").GetInt32()));
        await bed.SeenAsync("orleanssaga.alert.sent", 2);
        Assert.Empty(bed.Logged);
    }

    [Theory]
    [InlineData("HTTP/1.1 500 No\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", "it answered 500")]
    [InlineData("HTTP/1.1 302 Found\r\nConnection: close\r\nLocation: http://other/\r\nContent-Length: 0\r\n\r\n", "it answered 302")]
    [InlineData("no HTTP\r\n\r\n", "the response is not valid HTTP")]
    [InlineData("", "the connection was closed before the response was complete")]
    public async Task Hook_ThatFails_IsLoggedOnceAndTheNextAlertIsSent(string answer, string fault)
    {
        var answers = new Queue<string>([answer, RawParticipant.Response(200, "")]);
        await using var hook = RawParticipant.Start(async exchange =>
        {
            await exchange.SendAsync(answers.Dequeue());
            exchange.Close();
        });
        await using var bed = await AlertBed.StartAsync(hook.Url + "/?token=secret");

        bed.Alerts.OnRetry(Alert);
        bed.Alerts.OnRetry(Alert with { Gid = "g2" });

        await bed.SeenAsync("orleanssaga.alert.sent", 1);
        await bed.SeenAsync("orleanssaga.alert.failed", 1);
        Assert.Equal([$"The alert hook could not be told that a branch of g\"1 has failed 3 times in a row: {fault}"], bed.Logged);
    }

    [Fact]
    public async Task Hook_ThatHangs_IsGivenUpAfterItsTime()
    {
        await using var hook = RawParticipant.Start(exchange =>
            exchange.Request.Contains("\"hang\"", StringComparison.Ordinal) ? exchange.HangAsync() : exchange.SendAsync(RawParticipant.Response(200, "")));
        await using var bed = await AlertBed.StartAsync(hook.Url);
        bed.Alerts.OnRetry(Alert with { Gid = "hang" });
        bed.Alerts.OnRetry(Alert);
        await hook.NextRequestAsync();

        bed.Time.Advance(AlertHook.Timeout);

        await bed.SeenAsync("orleanssaga.alert.sent", 1);
        Assert.Equal(["The alert hook could not be told that a branch of hang has failed 3 times in a row: no answer within 5 s"], bed.Logged);
    }

    [Fact]
    public async Task Alerts_MoreThanMayWait_LoseTheOldest()
    {
        var goOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var hook = RawParticipant.Start(async exchange =>
        {
            await goOn.Task;
            await exchange.SendAsync(RawParticipant.Response(200, ""));
        });
        await using var bed = await AlertBed.StartAsync(hook.Url);
        bed.Alerts.OnRetry(Alert with { Gid = "first" });
        await hook.NextRequestAsync();

        for (var i = 0; i < AlertHook.Capacity + 3; i++)
            bed.Alerts.OnRetry(Alert with { Gid = $"g{i}" });

        Assert.Equal(3, bed.Probe.Seen.Count(seen => seen == "orleanssaga.alert.dropped 1"));
        goOn.SetResult();
        Assert.Equal("g3", BodyOf(await hook.NextRequestAsync()).GetProperty("gid").GetString());
    }

    [Fact]
    public async Task Hook_ThatHangs_DoesNotHoldUpTheEnd()
    {
        await using var hook = RawParticipant.Start(exchange => exchange.HangAsync());
        await using var bed = await AlertBed.StartAsync(hook.Url);
        bed.Alerts.OnRetry(Alert);
        await hook.NextRequestAsync();

        await bed.StopAsync();

        Assert.Empty(bed.Logged);
    }

    [Fact]
    public void Hook_NotConfigured_IsNotThere()
    {
        using var services = AlertBed.ServicesOf("", new ManualTimeProvider(), []).BuildServiceProvider();

        Assert.Null(services.GetService<IBranchAlerts>());
    }

    [Theory]
    [InlineData("hook")]
    [InlineData("ftp://host/secret")]
    [InlineData("http://")]
    [InlineData("http://user:secret@host/")]
    public void WebHook_ThatIsNoUrl_IsRefusedWithoutShowingIt(string url)
    {
        var failures = new AlertOptionsValidator().Validate(null, new AlertOptions { WebHook = url, RetryLimit = 0 }).Failures!.ToList();

        Assert.Equal(["OrleansSaga:Alert:RetryLimit", "OrleansSaga:Alert:WebHook"], failures.Select(failure => failure.Split(": ")[0]));
        Assert.DoesNotContain("secret", string.Concat(failures), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Saga_WhoseBranchKeepsFailing_CallsTheHook()
    {
        await using var participant = RawParticipant.Start(RawParticipant.Response(500, "broken"));
        await using var hook = RawParticipant.Start(RawParticipant.Response(200, ""));
        await using var silo = SiloHost.Build(
            ["--OrleansSaga:Storage:Provider=memory", "--OrleansSaga:Api:HttpPort=0", "--OrleansSaga:Alert:RetryLimit=2", $"--OrleansSaga:Alert:WebHook={hook.Url}/"],
            builder => builder.Logging.ClearProviders());
        await silo.StartAsync(TestContext.Current.CancellationToken);
        var saga = new StartTransaction(
            "g", "saga", [new StartStep($"{participant.Url}/out", "")], [Array.Empty<byte>()], "", "", "", new StartOptions(false, 0, 0, 1, new Dictionary<string, string>(), false, 3, 0), null);

        var reply = await silo.Services.GetRequiredService<TransactionService>().SubmitAsync(saga);

        Assert.Equal(ReplyCode.Ok, reply.Code);
        Assert.Equal(
            $$"""{"gid":"g","status":"submitted","branch":"{{participant.Url}}/out","error":"broken","retry_count":2}""", BodyOf(await hook.NextRequestAsync()).GetRawText());
    }

    private static JsonElement BodyOf(string request) =>
        JsonDocument.Parse(System.Text.Encoding.Latin1.GetBytes(request.Split("\r\n\r\n")[1])).RootElement;

    /// <summary>A hook as the host composes it.</summary>
    private sealed class AlertBed : IAsyncDisposable
    {
        private readonly ServiceProvider _services;

        private AlertBed(string url)
        {
            _services = ServicesOf(url, Time, Logged).BuildServiceProvider();
            Probe = new MeterProbe(_services.GetRequiredService<IMeterFactory>(), AlertInstruments.MeterName);
        }

        public ManualTimeProvider Time { get; } = new();

        public List<string> Logged { get; } = [];

        public MeterProbe Probe { get; }

        public IBranchAlerts Alerts => _services.GetRequiredService<IBranchAlerts>();

        public static async Task<AlertBed> StartAsync(string url)
        {
            var bed = new AlertBed(url);
            await bed._services.GetServices<IHostedService>().Single().StartAsync(TestContext.Current.CancellationToken);
            return bed;
        }

        public static ServiceCollection ServicesOf(string url, TimeProvider time, List<string> logged)
        {
            var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["OrleansSaga:Alert:WebHook"] = url }).Build();
            var services = new ServiceCollection();
            services.AddMetrics();
            services.AddSingleton(time);
            services.AddLogging(logging => logging.AddProvider(new ListLoggerProvider(logged)));
            services.AddBranchAlerts(configuration);
            return services;
        }

        /// <summary>Waits until a counter has been raised so often.</summary>
        public Task SeenAsync(string counter, int times) => Probe.WaitAsync($"{counter} 1", times, TestContext.Current.CancellationToken);

        public async Task StopAsync() => await _services.GetServices<IHostedService>().Single().StopAsync(TestContext.Current.CancellationToken);

        public async ValueTask DisposeAsync()
        {
            await StopAsync();
            Probe.Dispose();
            await _services.DisposeAsync();
        }
    }

    private sealed class ListLoggerProvider(List<string> logged) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (logged)
                logged.Add(formatter(state, exception) + exception);
        }

        public void Dispose()
        {
        }
    }
}
