using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace OrleansSaga.EndToEnd.Tests;

/// <summary>Speaks DTM's HTTP protocol to a server, and knows nothing of how ours is made.</summary>
/// <param name="url">Where the server listens, without a slash at the end.</param>
internal sealed class DtmClient(string url) : IDisposable
{
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(20) };

    /// <summary>The base address that SDKs are given.</summary>
    public string Base { get; } = url + "/api/dtmsvr";

    /// <summary>Makes one call.</summary>
    /// <exception cref="HttpRequestException">The server has gone.</exception>
    public async Task<DtmAnswer> CallAsync(string call, object body, CancellationToken cancellationToken)
    {
        using var reply = await _http.PostAsJsonAsync($"{Base}/{call}", body, cancellationToken);
        return new DtmAnswer(reply.StatusCode, await reply.Content.ReadAsStringAsync(cancellationToken));
    }

    /// <summary>The stored status; null when the gid is unknown.</summary>
    public async Task<string?> StatusAsync(string gid, CancellationToken cancellationToken)
    {
        var reply = await _http.GetFromJsonAsync<JsonElement>($"{Base}/query?gid={gid}", cancellationToken);
        var transaction = reply.GetProperty("transaction");
        return transaction.ValueKind == JsonValueKind.Null ? null : transaction.GetProperty("status").GetString();
    }

    /// <summary>Calls a participant as a client does (the try of TCC, phase one of XA, a step of a workflow).</summary>
    public async Task<HttpStatusCode> CallBranchAsync(Uri address, object payload, CancellationToken cancellationToken)
    {
        using var reply = await _http.PostAsJsonAsync(address, payload, cancellationToken);
        return reply.StatusCode;
    }

    public void Dispose() => _http.Dispose();
}

/// <summary>What the server said.</summary>
internal sealed record DtmAnswer(HttpStatusCode Status, string Text)
{
    public bool IsOk => Status == HttpStatusCode.OK;

    public JsonElement Json() => JsonSerializer.Deserialize<JsonElement>(Text);
}
