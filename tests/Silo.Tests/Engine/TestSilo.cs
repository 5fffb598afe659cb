using System.Collections.Immutable;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OrleansSaga.Grains;
using OrleansSaga.Grains.Journal;
using OrleansSaga.Grains.Kernel;
using OrleansSaga.Silo.Application;

namespace OrleansSaga.Silo.Tests.Engine;

/// <summary>A whole silo in this process, on a free port.</summary>
internal sealed class TestSilo : IAsyncDisposable
{
    private static readonly HttpClient Http = new();
    private static readonly ImmutableDictionary<string, string> NoHeaders = ImmutableDictionary<string, string>.Empty;

    private TestSilo(WebApplication app) => App = app;

    public WebApplication App { get; }

    public IJournal Journal => App.Services.GetRequiredService<IJournal>();

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

    /// <summary>Starts a silo over a store that a test holds in its hands, and maybe shares with another silo.</summary>
    public static Task<TestSilo> StartOverAsync(DisturbedStore store, CancellationToken cancellationToken, params string[] more) =>
        StartAsync(null, cancellationToken, builder => builder.Services.AddSingleton(store.OpenJournal), more);

    /// <summary>Where its HTTP listens.</summary>
    public Uri Address => new(App.Urls.First());

    /// <summary>Sends a request to one of the fronts.</summary>
    public async Task<(int Status, string? RetryAfter, string? MediaType, string Body)> SendAsync(HttpMethod method, string path, string? json, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, new Uri(Address, path));
        if (json is not null)
            request.Content = new StringContent(json, System.Text.Encoding.UTF8, "application/json");
        using var response = await Http.SendAsync(request, cancellationToken);
        return ((int)response.StatusCode, response.Headers.RetryAfter?.ToString(), response.Content.Headers.ContentType?.MediaType, await response.Content.ReadAsStringAsync(cancellationToken));
    }

    /// <summary>The record and hot row that a submit would have written, for a test that plays the silo that died behind it.</summary>
    public static CreateWrite Created(StartTransaction saga, HotState hot, params TransactionEvent[] more) =>
        Created(TimeProvider.System.GetUtcNow(), saga, hot, more);

    /// <summary>As <see cref="Created(StartTransaction, HotState, TransactionEvent[])"/>, by a request of this id.</summary>
    public static CreateWrite CreatedBy(string requestId, StartTransaction saga, HotState hot) => Created(TimeProvider.System.GetUtcNow(), saga, hot, requestId, []);

    public static CreateWrite Created(DateTimeOffset now, StartTransaction saga, HotState hot, params TransactionEvent[] more) => Created(now, saga, hot, "", more);

    private static CreateWrite Created(DateTimeOffset now, StartTransaction saga, HotState hot, string requestId, TransactionEvent[] more)
    {
        var (definition, _) = DefinitionBuilder.Build(saga, Guid.CreateVersion7(now), now, new EngineOptions());
        var record = RecordCodec.Encode(Guid.CreateVersion7(now), [new TransactionCreated(definition!, TransactionStatus.Submitted), .. more], "", null, requestId);
        return new CreateWrite(saga.Gid, definition!.Instance, hot, record, new ListingRow(definition.Mode, hot.Status, "http", now, null, null, null, definition.Tags, null), []);
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
