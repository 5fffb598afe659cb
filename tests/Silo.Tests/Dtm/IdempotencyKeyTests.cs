using System.Net;
using System.Text;
using System.Text.Json;

namespace OrleansSaga.Silo.Tests.Dtm;

/// <summary>A call that comes again under its key gets the answer of the first, whatever has become of its transaction meanwhile.</summary>
public sealed class IdempotencyKeyTests(DtmBed bed)
{
    [Fact]
    public async Task Submit_AfterTheEnd_IsTakenUnderItsKeyOnly()
    {
        var gid = DtmBed.NewGid();
        var saga = bed.Saga(gid, saga => saga["wait_result"] = true);

        Assert.Equal(HttpStatusCode.OK, await PostAsync("submit", saga, "k1"));
        Assert.Equal(HttpStatusCode.OK, await PostAsync("submit", saga, "k1"));
        Assert.Equal(HttpStatusCode.Conflict, await PostAsync("submit", saga, "k2"));
        Assert.Equal(HttpStatusCode.Conflict, await PostAsync("submit", saga));
        Assert.Equal(HttpStatusCode.Conflict, await PostAsync("submit", saga, "k1", "k1"));
        Assert.Equal(HttpStatusCode.Conflict, await PostAsync("submit", saga, new string('k', 257)));
    }

    /// <summary>One key for a whole transaction is not what the header is for, but must not lose a call.</summary>
    [Fact]
    public async Task Calls_OfOneTransactionUnderOneKey_AreAllDone()
    {
        var gid = DtmBed.NewGid();
        var tcc = new { gid, trans_type = "tcc", wait_result = true };

        Assert.Equal(HttpStatusCode.OK, await PostAsync("prepare", tcc, "k"));
        foreach (var branch in new[] { "01", "02", "02" })
            Assert.Equal(HttpStatusCode.OK, await PostAsync("registerBranch", new { gid, trans_type = "tcc", branch_id = branch, data = "{}", confirm = bed.Address + "api/ping", cancel = bed.Address + "api/ping" }, "k"));
        Assert.Equal(HttpStatusCode.OK, await PostAsync("submit", tcc, "k"));

        var answer = await bed.GetAsync($"query?gid={gid}");
        using var query = JsonDocument.Parse(answer.Text);
        Assert.Equal("succeed", query.RootElement.GetProperty("transaction").GetProperty("status").GetString());
        Assert.Equal(4, query.RootElement.GetProperty("branches").GetArrayLength());
    }

    [Fact]
    public async Task Abort_AfterTheEnd_IsTakenUnderItsKey()
    {
        var tcc = new { gid = DtmBed.NewGid(), trans_type = "tcc", wait_result = true };
        await PostAsync("prepare", tcc, "k1");

        Assert.Equal(HttpStatusCode.OK, await PostAsync("abort", tcc, "k2"));
        Assert.Equal(HttpStatusCode.OK, await PostAsync("abort", tcc, "k2"));
        Assert.Equal(HttpStatusCode.Conflict, await PostAsync("abort", tcc, "k3"));
    }

    [Fact]
    public async Task JsonRpc_SubmitAfterTheEnd_IsTakenUnderItsKeyOnly()
    {
        var call = new { jsonrpc = "2.0", id = "1", method = "submit", @params = bed.Saga(DtmBed.NewGid(), saga => saga["wait_result"] = true) };

        Assert.False(await FailsAsync("k1"));
        Assert.False(await FailsAsync("k1"));
        Assert.True(await FailsAsync("k2"));

        async Task<bool> FailsAsync(string key)
        {
            using var content = Content(call, key);
            return (await bed.SendAsync(HttpMethod.Post, "/api/json-rpc", content)).Text.Contains("\"error\":{", StringComparison.Ordinal);
        }
    }

    private static StringContent Content(object body, params string[] keys)
    {
        var content = new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");
        content.Headers.TryAddWithoutValidation("Idempotency-Key", keys);
        return content;
    }

    private async Task<HttpStatusCode> PostAsync(string path, object body, params string[] keys)
    {
        using var content = Content(body, keys);
        return (await bed.SendAsync(HttpMethod.Post, path, content)).Code;
    }
}
