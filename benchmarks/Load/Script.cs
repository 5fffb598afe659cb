using System.Text.Json;

namespace OrleansSaga.Benchmarks.Load;

/// <summary>
/// The requests that a client makes for one transaction of two branches, one after the other. The first phase of TCC and XA is the
/// client's to call; XA's participants would register themselves, here the client does it for them.
/// </summary>
internal sealed class Script
{
    private const string Payload = "{\"account\":1,\"amount\":30}";

    private readonly LoadPlan _plan;
    private readonly Uri _participant;
    private readonly List<ScriptedRequest> _requests = [];

    public Script(LoadPlan plan, Uri participant)
    {
        _plan = plan;
        _participant = participant;
        switch (plan.Mode)
        {
            case "saga":
                ToServer("submit", Steps("compensate"));
                break;
            case "saga-grpc":
                var body = Steps("compensate");
                _requests.Add(new(
                    new EncodedRequest(GrpcSubmit.Encode(plan.Servers[0], Gids.Of(plan.GidPrefix, 0), JsonSerializer.Serialize(body["steps"]), [Payload, Payload]), plan.GidPrefix),
                    ToParticipant: false));
                break;
            case "msg":
                ToServer("prepare", Steps(undo: null));
                ToServer("submit", Steps(undo: null));
                break;
            case "tcc" or "xa":
                ToServer("prepare", []);
                Branch("01");
                Branch("02");
                ToServer("submit", []);
                break;
            default:
                throw new Cli.BenchmarkException($"There is no script for {plan.Mode}.");
        }
    }

    public IReadOnlyList<ScriptedRequest> Requests => _requests;

    private void Branch(string id)
    {
        var isTcc = _plan.Mode == "tcc";
        if (!isTcc)
            ToParticipant("action", id);
        ToServer("registerBranch", new Dictionary<string, object>
        {
            ["branch_id"] = id,
            ["data"] = Payload,
            ["confirm"] = Url("confirm"),
            ["cancel"] = Url("cancel"),
            ["url"] = Url("phase2"),
        });
        if (isTcc)
            ToParticipant("try", id);
    }

    private Dictionary<string, object> Steps(string? undo)
    {
        var body = new Dictionary<string, object>
        {
            ["steps"] = new[] { Step("out", undo), Step("in", undo) },
            ["payloads"] = new[] { Payload, Payload },
        };
        if (undo is null)
            body["query_prepared"] = Url("check");
        if (_plan.Concurrent && undo is not null)
            body["custom_data"] = "{\"concurrent\":true}";
        return body;
    }

    private Dictionary<string, string> Step(string name, string? undo) =>
        undo is null ? new() { ["action"] = Url(name) } : new() { ["action"] = Url(name), [undo] = Url(name + "-revert") };

    private void ToServer(string call, Dictionary<string, object> body)
    {
        body["gid"] = Gids.Of(_plan.GidPrefix, 0);
        body["trans_type"] = _plan.Mode;
        if (call != "registerBranch")
            AddOptions(body);
        _requests.Add(new(EncodedRequest.Post(_plan.Servers[0], $"/api/dtmsvr/{call}", JsonSerializer.SerializeToUtf8Bytes(body), _plan.GidPrefix), ToParticipant: false));
    }

    private void AddOptions(Dictionary<string, object> body)
    {
        if (_plan.WaitResult)
            body["wait_result"] = true;
        if (_plan.Concurrent && _plan.Mode != "saga")
            body["concurrent"] = true;
        if (_plan.RetryIntervalSeconds > 0)
            body["retry_interval"] = _plan.RetryIntervalSeconds;
        if (_plan.RequestTimeoutSeconds > 0)
            body["request_timeout"] = _plan.RequestTimeoutSeconds;
    }

    private void ToParticipant(string op, string branchId)
    {
        var target = $"{_plan.Path}/{op}?branch_id={branchId}&gid={Gids.Of(_plan.GidPrefix, 0)}&op={op}&trans_type={_plan.Mode}";
        _requests.Add(new(EncodedRequest.Post(_participant, target, "{\"account\":1,\"amount\":30}"u8, _plan.GidPrefix), ToParticipant: true));
    }

    private string Url(string name) => new Uri(_participant, $"{_plan.Path}/{name}").ToString();
}

/// <summary>One request of a script.</summary>
internal readonly record struct ScriptedRequest(EncodedRequest Request, bool ToParticipant);
