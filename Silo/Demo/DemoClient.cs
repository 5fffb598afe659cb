using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace OrleansSaga.Silo.Demo;

/// <summary>The demo as a client of the server: DTM's HTTP, as any program would speak it.</summary>
internal sealed class DemoClient(Uri server) : IDisposable
{
    private const int PageSize = 100;

    /// <summary>Most pages read of one listing: beyond that a demo cannot follow anyway.</summary>
    private const int MostPages = 100;

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = server, Timeout = TimeSpan.FromSeconds(10) };

    /// <summary>Submits a saga. Sending the same again is safe.</summary>
    public async Task<SubmitOutcome> SubmitAsync(byte[] body, CancellationToken cancellation)
    {
        // Not JsonContent, which is sent chunked: simple servers and proxies read that as an empty body.
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        try
        {
            using var response = await _http.PostAsync(new Uri("/api/dtmsvr/submit", UriKind.Relative), content, cancellation);
            if (response.StatusCode == HttpStatusCode.OK)
                return SubmitOutcome.Accepted;
            var text = await response.Content.ReadAsStringAsync(cancellation);
            return new SubmitOutcome(response.StatusCode == HttpStatusCode.ServiceUnavailable, $"submit: {(int)response.StatusCode} {text}");
        }
        catch (Exception exception) when (IsTransient(exception, cancellation))
        {
            return new SubmitOutcome(MayRepeat: true, $"submit: {exception.Message}");
        }
    }

    /// <summary>The status of a transaction; null when the server does not know it, or cannot say now.</summary>
    public async Task<string?> StatusAsync(string gid, CancellationToken cancellation)
    {
        using var reply = await GetAsync($"/api/dtmsvr/query?gid={Uri.EscapeDataString(gid)}", cancellation);
        return reply?.RootElement.GetProperty("transaction") is { ValueKind: JsonValueKind.Object } transaction ? Text(transaction, "status") : null;
    }

    /// <summary>
    /// The gids of what an earlier run left unfinished. The server goes on with them as soon as it starts, so those that
    /// have ended since <paramref name="startedAt"/> are among them.
    /// </summary>
    public async Task<IReadOnlyList<string>> LeftUnfinishedAsync(DateTimeOffset startedAt, CancellationToken cancellation)
    {
        var found = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var status in (string[])[DtmStatus.Submitted, DtmStatus.Aborting])
            await ReadAsync($"status={status}", MostPages, _ => true);
        // Listed newest first, and what was under way at a crash is young: one page of each is enough.
        await ReadAsync($"status={DtmStatus.Succeed}", 1, transaction => At(transaction, "finish_time") >= startedAt);
        await ReadAsync($"status={DtmStatus.Failed}", 1, transaction => At(transaction, "rollback_time") >= startedAt);
        return [.. found];

        async Task ReadAsync(string filter, int pages, Func<JsonElement, bool> wanted)
        {
            var position = "";
            for (var page = 0; page < pages; page++)
            {
                using var reply = await GetAsync($"/api/dtmsvr/all?limit={PageSize}&{filter}&position={Uri.EscapeDataString(position)}", cancellation);
                if (reply is null)
                    return;
                if (reply.RootElement.GetProperty("transactions") is { ValueKind: JsonValueKind.Array } transactions)
                    found.UnionWith(transactions.EnumerateArray().Where(wanted).Select(transaction => Text(transaction, "gid")!));
                position = Text(reply.RootElement, "next_position") ?? "";
                if (position.Length == 0)
                    return;
            }
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<JsonDocument?> GetAsync(string path, CancellationToken cancellation)
    {
        try
        {
            using var response = await _http.GetAsync(new Uri(path, UriKind.Relative), cancellation);
            return response.StatusCode == HttpStatusCode.OK
                ? await JsonDocument.ParseAsync(await response.Content.ReadAsStreamAsync(cancellation), cancellationToken: cancellation)
                : null;
        }
        catch (Exception exception) when (IsTransient(exception, cancellation))
        {
            // Whoever asks asks again, and reports in the end that no answer came.
            return null;
        }
    }

    private static bool IsTransient(Exception exception, CancellationToken cancellation) =>
        exception is HttpRequestException || (exception is OperationCanceledException && !cancellation.IsCancellationRequested);

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static DateTimeOffset? At(JsonElement json, string name) =>
        DateTimeOffset.TryParse(Text(json, name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;

    /// <summary>What became of a submit.</summary>
    /// <param name="MayRepeat">The server could not take it now: send it again.</param>
    /// <param name="Refusal">Why it was not taken; null when it was.</param>
    public sealed record SubmitOutcome(bool MayRepeat, string? Refusal)
    {
        public static readonly SubmitOutcome Accepted = new(false, null);
    }
}
