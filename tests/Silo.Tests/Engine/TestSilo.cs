using System.Collections.Immutable;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OrleansSaga.Grains;
using OrleansSaga.Silo.Application;

namespace OrleansSaga.Silo.Tests.Engine;

/// <summary>A whole silo in this process, on a free port.</summary>
internal sealed class TestSilo : IAsyncDisposable
{
    private static readonly ImmutableDictionary<string, string> NoHeaders = ImmutableDictionary<string, string>.Empty;

    private TestSilo(WebApplication app) => App = app;

    public WebApplication App { get; }

    public TransactionService Transactions => App.Services.GetRequiredService<TransactionService>();

    /// <summary>Starts a silo; without a database path it keeps its journal in memory.</summary>
    public static async Task<TestSilo> StartAsync(string? database, CancellationToken cancellationToken, Action<WebApplicationBuilder>? configure = null, params string[] more)
    {
        string[] storage = database is null
            ? ["--OrleansSaga:Storage:Provider=memory"]
            : ["--OrleansSaga:Storage:Provider=sqlite", $"--OrleansSaga:Storage:ConnectionString={database}"];
        var app = SiloHost.Build([.. storage, "--OrleansSaga:Api:HttpPort=0", "--OrleansSaga:Retry:JitterRatio=0", .. more], builder =>
        {
            builder.Logging.ClearProviders();
            configure?.Invoke(builder);
        });
        await app.StartAsync(cancellationToken);
        return new TestSilo(app);
    }

    /// <summary>A saga of as many steps as there are URLs; each is its own compensation.</summary>
    public static StartTransaction Saga(string gid, params string[] urls) => SagaWith("", gid, urls);

    public static StartTransaction SagaWith(string customData, string gid, params string[] urls) => new(
        gid, "saga", [.. urls.Select(url => new StartStep(url, url))], [.. urls.Select(_ => new ReadOnlyMemory<byte>("{}"u8.ToArray()))],
        customData, "", "", new StartOptions(true, 0, 0, 0, NoHeaders, false, 0, 0), null);

    /// <summary>Submits and waits for the end of the pass.</summary>
    public async Task<TransactionProgress> RunAsync(StartTransaction saga, CancellationToken cancellationToken)
    {
        var reply = await Transactions.SubmitAsync(saga);
        Assert.Equal(ReplyCode.Ok, reply.Code);
        return await Transactions.WaitForPassAsync(saga.Gid, reply, saga.Options, cancellationToken);
    }

    public async ValueTask DisposeAsync() => await App.DisposeAsync();
}
