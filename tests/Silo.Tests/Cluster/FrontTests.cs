using System.Net;
using System.Text.Json;

namespace OrleansSaga.Silo.Tests.Cluster;

/// <summary>Every front answers at every silo, whoever owns the gid, and every call of a transaction may come to another silo.</summary>
[Collection(SharedClusterTests.Name)]
public sealed class FrontTests(SharedCluster cluster) : IAsyncLifetime
{
    private ClusterBed _bed = null!;

    public async ValueTask InitializeAsync()
    {
        _bed = await cluster.GetAsync();
        // A path that is broken is so at the first call for a gid only.
        _bed.Participant.Answer = call => Task.FromResult(
            call.Path == "/broken-once" && _bed.Participant.CallsOf(call.Gid).Count == 1 ? (500, "") : (200, """{"dtm_result":"SUCCESS"}"""));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public static TheoryData<string, string, string> All()
    {
        var all = new TheoryData<string, string, string>();
        foreach (var front in new[] { "http", "json-rpc", "grpc" })
        {
            foreach (var (mode, end) in new[] { ("saga", "submit"), ("msg", "submit"), ("msg", "abort"), ("tcc", "submit"), ("tcc", "abort"), ("xa", "submit"), ("xa", "abort"), ("workflow", "submit") })
                all.Add(front, mode, end);
        }

        return all;
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Transaction_WhoseCallsComeToAllSilos_GoesToItsEnd(string front, string mode, string end)
    {
        var op = (mode, end) switch { ("tcc", "submit") => "confirm", ("tcc", _) => "cancel", ("xa", "submit") => "commit", ("xa", _) => "rollback", ("msg", "abort") or ("workflow", _) => "", _ => "action" };
        for (var run = 0; run < 9; run++)
        {
            var gid = ClusterBed.NewGid(_bed.Silos[run % 3]);
            var at = run / 3;
            foreach (var (call, body) in Calls(mode, end, gid))
            {
                var said = await _bed.Silos[at++ % 3].CallAsync(front, call, body);
                Assert.True(said == "ok", $"{call} of a gid of {_bed.OwnerOf(gid).Name} at {_bed.Silos[(at - 1) % 3].Name}: {said}");
            }

            foreach (var silo in _bed.Silos)
                Assert.Equal(end == "submit" ? "succeed" : "failed", await silo.StatusAsync(gid));
            Assert.Equal(op.Length == 0 ? [] : [$"01/{op}", $"02/{op}"], _bed.Participant.CallsOf(gid).Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public async Task Lists_AtEverySilo_ShowAll()
    {
        var tag = Guid.NewGuid().ToString("N");
        List<string> gids = [];
        foreach (var owner in _bed.Silos)
        {
            foreach (var at in _bed.Silos)
            {
                gids.Add(ClusterBed.NewGid(owner));
                var reply = await at.PostAsync("/api/v1/transactions", Start(gids[^1], tag, "/ok"));
                Assert.Equal((HttpStatusCode.Created, "succeed"), (reply.Code, reply.Json.GetProperty("status").GetString()));
            }
        }

        gids.Sort(StringComparer.Ordinal);
        foreach (var silo in _bed.Silos)
        {
            Assert.Equal(gids, Gids((await silo.GetAsync($"/api/v1/transactions?tag=case:{tag}&limit=500")).Json));
            Assert.Empty(gids.Except(Gids((await silo.GetAsync("/api/dtmsvr/all?limit=1000&transType=saga")).Json)));
            foreach (var gid in gids)
            {
                var shown = (await silo.GetAsync("/api/v1/transactions/" + gid)).Json;
                Assert.Equal("succeed", shown.GetProperty("status").GetString());
                Assert.Equal("created finished", string.Join(' ', shown.GetProperty("history").EnumerateArray().Select(static entry => entry.GetProperty("event").GetString()!).Where(static name => name is "created" or "finished")));
            }
        }
    }

    [Fact]
    public async Task Retry_AtAnySilo_TakesUpWhatWaits()
    {
        foreach (var owner in _bed.Silos)
        {
            foreach (var at in _bed.Silos)
            {
                var gid = ClusterBed.NewGid(owner);
                var waiting = await at.PostAsync("/api/v1/transactions", Start(gid, "retry", "/broken-once"));
                Assert.Equal((HttpStatusCode.Created, "submitted"), (waiting.Code, waiting.Json.GetProperty("status").GetString()));

                Assert.Equal(HttpStatusCode.Accepted, (await at.SendAsync(HttpMethod.Post, $"/api/v1/transactions/{gid}/retry", null)).Code);

                await ClusterBed.UntilAsync(async () => await at.StatusAsync(gid) == "succeed");
                Assert.Equal(2, _bed.Participant.CallsOf(gid).Count);
            }
        }
    }

    private static IEnumerable<string> Gids(JsonElement page) =>
        page.GetProperty("transactions").EnumerateArray().Select(static row => row.GetProperty("gid").GetString()!).Order(StringComparer.Ordinal);

    private object Start(string gid, string tag, string path) => new
    {
        gid,
        wait = true,
        tags = new Dictionary<string, string> { ["case"] = tag },
        steps = new[] { new { action = _bed.Participant.Url + path } },
    };

    private IEnumerable<(string Call, Dictionary<string, object?> Body)> Calls(string mode, string end, string gid)
    {
        var start = mode switch
        {
            "saga" => _bed.Saga(gid, "/ok", "/ok"),
            "msg" => new()
            {
                ["steps"] = new[] { new { action = _bed.Participant.Url }, new { action = _bed.Participant.Url } },
                ["payloads"] = new[] { "{}", "{}" },
                ["query_prepared"] = _bed.Participant.Url,
            },
            "workflow" => new() { ["custom_data"] = """{"name":"wf","data":"e30="}""", ["query_prepared"] = _bed.Participant.Url },
            _ => new Dictionary<string, object?>(),
        };
        (start["gid"], start["trans_type"], start["wait_result"]) = (gid, mode, true);
        yield return (mode == "workflow" ? "prepareWorkflow" : "prepare", start);
        if (mode is not ("saga" or "msg"))
        {
            yield return ("registerBranch", Branch(mode, gid, "01"));
            yield return ("registerBranch", Branch(mode, gid, "02"));
        }

        if (mode == "workflow")
            start["req_extra"] = new Dictionary<string, string> { ["status"] = "succeed", ["rollback_reason"] = "", ["result"] = "cmVz" };
        yield return (end, start);
    }

    private Dictionary<string, object?> Branch(string mode, string gid, string branchId)
    {
        var body = new Dictionary<string, object?> { ["gid"] = gid, ["trans_type"] = mode, ["branch_id"] = branchId };
        if (mode == "workflow")
            (body["op"], body["status"], body["data"]) = ("action", "succeed", "cmVz");
        else if (mode == "xa")
            body["url"] = _bed.Participant.Url;
        else
            (body["data"], body["confirm"], body["cancel"]) = ("{}", _bed.Participant.Url, _bed.Participant.Url);
        return body;
    }
}
