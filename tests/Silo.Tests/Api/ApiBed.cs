using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OrleansSaga.Grains;
using OrleansSaga.Grains.Journal;
using OrleansSaga.Silo.Application;

namespace OrleansSaga.Silo.Tests.Api;

/// <summary>A silo in this process, with a journal in memory that can be made to fail, and a participant. Shared by the tests of a class, which keep apart by gid.</summary>
public sealed class ApiBed : IAsyncLifetime
{
    // No pass has this number, so that only the end of the transaction ends the wait for it.
    private static readonly TransactionReply AnyPass = new(ReplyCode.Ok, "", null, 0, long.MaxValue);
    private static readonly StartOptions Patient = new(true, 0, RequestTimeoutSeconds: 10, 0, new Dictionary<string, string>(), false, 0, 0);

    private readonly HttpClient _http = new();
    private WebApplication _app = null!;

    public Uri Address { get; private set; } = null!;

    internal Participant Participant { get; private set; } = null!;

    internal FaultyJournal Journal { get; private set; } = null!;

    public IServiceProvider Services => _app.Services;

    public async ValueTask InitializeAsync()
    {
        Participant = await Participant.StartAsync();
        _app = SiloHost.Build(
            ["--OrleansSaga:Storage:Provider=memory", "--OrleansSaga:Api:HttpPort=0", "--OrleansSaga:Retry:JitterRatio=0"],
            builder =>
            {
                builder.Logging.ClearProviders();
                builder.Services.AddSingleton(provider => new FaultyJournal((IJournal)provider.GetRequiredService<IJournalMaintenance>()));
                builder.Services.AddSingleton<IJournal>(provider => provider.GetRequiredService<FaultyJournal>());
            });
        await _app.StartAsync();
        Journal = _app.Services.GetRequiredService<FaultyJournal>();
        Address = new Uri(_app.Urls.Single());
    }

    public Task<ApiReply> PostAsync(string path, string body, string mediaType = "application/json") =>
        SendAsync(HttpMethod.Post, path, new StringContent(body, Encoding.UTF8, mediaType));

    public Task<ApiReply> StartAsync(string body) => PostAsync("/api/v1/transactions", body);

    public Task<ApiReply> RetryAsync(string gid) => SendAsync(HttpMethod.Post, $"/api/v1/transactions/{Uri.EscapeDataString(gid)}/retry", null);

    public Task<ApiReply> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null);

    public Task<ApiReply> ShowAsync(string gid, string query = "") => GetAsync($"/api/v1/transactions/{Uri.EscapeDataString(gid)}{query}");

    public async Task<ApiReply> SendAsync(HttpMethod method, string path, HttpContent? content)
    {
        using var request = new HttpRequestMessage(method, new Uri(Address, path)) { Content = content };
        using var response = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return new ApiReply(
            response.StatusCode,
            response.Content.Headers.ContentType?.MediaType,
            response.Headers.Location?.OriginalString,
            response.Headers.RetryAfter?.ToString(),
            text);
    }

    /// <summary>Shows the transaction once it is at its end.</summary>
    public async Task<JsonElement> FinishedAsync(string gid)
    {
        var transactions = Services.GetRequiredService<TransactionService>();
        for (var tries = 0; tries < 20; tries++)
        {
            var shown = (await ShowAsync(gid)).Json;
            if (shown.GetProperty("status").GetString() is "succeed" or "failed")
                return shown;
            await transactions.WaitForPassAsync(gid, AnyPass, Patient, TestContext.Current.CancellationToken);
        }

        throw new InvalidOperationException($"{gid} does not come to its end.");
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.DisposeAsync();
        await Participant.DisposeAsync();
    }
}

/// <summary>An answer.</summary>
public sealed record ApiReply(HttpStatusCode Status, string? MediaType, string? Location, string? RetryAfter, string Body)
{
    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    public string? Text(string name) => Json.GetProperty(name).GetString();
}
