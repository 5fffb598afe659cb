using System.Net;
using OrleansSaga.Silo.Application;

namespace OrleansSaga.Silo.Tests.Dtm;

/// <summary>Bodies and states of transactions of every mode, as the recorded exchanges have them.</summary>
internal static class DtmBedModes
{
    public static readonly string[] Modes = ["saga", "msg", "tcc", "xa", "workflow"];

    private const string Result = "cmVz";

    /// <summary>The body of a prepare or submit: where the mode has steps two, whose participants say yes.</summary>
    public static Dictionary<string, object?> Start(this DtmBed bed, string mode, string gid, Action<Dictionary<string, object?>>? change = null)
    {
        var body = mode switch
        {
            "saga" => bed.Saga(gid),
            "msg" => new()
            {
                ["gid"] = gid,
                ["trans_type"] = mode,
                ["steps"] = new[] { bed.Delivery("/ok"), bed.Delivery("/ok") },
                ["payloads"] = new[] { """{"a":1}""", """{"a":2}""" },
                ["query_prepared"] = bed.Participants.Url("/ok"),
            },
            "workflow" => new()
            {
                ["gid"] = gid,
                ["trans_type"] = mode,
                ["custom_data"] = """{"name":"wf","data":"e30="}""",
                ["query_prepared"] = bed.Participants.Url("/ok"),
            },
            _ => new Dictionary<string, object?> { ["gid"] = gid, ["trans_type"] = mode },
        };
        change?.Invoke(body);
        return body;
    }

    /// <summary>A step of a message.</summary>
    public static Dictionary<string, string> Delivery(this DtmBed bed, string action) => new() { ["action"] = bed.Participants.Url(action) };

    /// <summary>The body of a registerBranch whose participant answers by <paramref name="path"/>.</summary>
    public static Dictionary<string, object?> Branch(this DtmBed bed, string mode, string gid, string branchId = "01", string path = "/ok")
    {
        var body = new Dictionary<string, object?> { ["gid"] = gid, ["trans_type"] = mode, ["branch_id"] = branchId };
        switch (mode)
        {
            case "xa":
                body["url"] = bed.Participants.Url(path);
                break;
            case "workflow":
                (body["op"], body["status"], body["data"]) = ("action", "succeed", Result);
                break;
            default:
                (body["data"], body["confirm"], body["cancel"]) = ("""{"a":1}""", bed.Participants.Url(path), bed.Participants.Url(path));
                break;
        }

        return body;
    }

    /// <summary>The body of a workflow's submit.</summary>
    public static Dictionary<string, object?> End(string gid, string status, string reason = "") => new()
    {
        ["gid"] = gid,
        ["trans_type"] = "workflow",
        ["req_extra"] = new Dictionary<string, string> { ["status"] = status, ["rollback_reason"] = reason, ["result"] = Result },
    };

    /// <summary>Whether a mode has a state: a message never rolls back, and of a workflow only its client's word changes the state.</summary>
    public static bool Has(string mode, string state) => state switch
    {
        "submitted" => mode != "workflow",
        "aborting" => mode is "saga" or "tcc" or "xa",
        _ => true,
    };

    /// <summary>
    /// Brings a new transaction into a state: none, prepared, submitted, aborting, succeed or failed. TCC and XA have one branch. In
    /// submitted and aborting the first call has failed, and the next one waits.
    /// </summary>
    public static async Task<string> InStateAsync(this DtmBed bed, string mode, string state)
    {
        if (mode == "saga")
            return await bed.SagaInAsync(state);
        var gid = DtmBed.NewGid();
        if (state == "none")
            return gid;
        if (mode == "msg" && state is "submitted" or "succeed")
        {
            await OkAsync(bed, "submit", bed.Start(mode, gid, body =>
            {
                if (state == "submitted")
                    body["steps"] = new[] { bed.Delivery("/error"), bed.Delivery("/error") };
            }));
        }
        else
        {
            await PreparedAsync(bed, mode, gid, state is "submitted" or "aborting" ? "/error" : "/ok");
            if (state != "prepared")
                await EndAsync(bed, mode, gid, state);
        }

        var stored = await bed.SettleStoredAsync(gid, found => IsThere(found, state));
        Assert.True(IsThere(stored, state), $"{mode} is {stored.State.Status} and not {state}");
        return gid;
    }

    private static async Task PreparedAsync(DtmBed bed, string mode, string gid, string path)
    {
        await OkAsync(bed, mode == "workflow" ? "prepareWorkflow" : "prepare", bed.Start(mode, gid));
        if (mode is "tcc" or "xa")
            await OkAsync(bed, "registerBranch", bed.Branch(mode, gid, "01", path));
    }

    private static Task EndAsync(DtmBed bed, string mode, string gid, string state) => mode switch
    {
        "workflow" => OkAsync(bed, "submit", End(gid, state, "r")),
        _ => OkAsync(bed, state is "submitted" or "succeed" ? "submit" : "abort", new Dictionary<string, object?> { ["gid"] = gid, ["trans_type"] = mode, ["rollback_reason"] = "r" }),
    };

    private static async Task OkAsync(DtmBed bed, string call, Dictionary<string, object?> body)
    {
        var answer = await bed.PostAsync(call, body);
        Assert.True(answer.Code == HttpStatusCode.OK, $"{call}: {answer.Text}");
    }

    private static bool IsThere(StoredState found, string state) =>
        Grains.WireNames.Of(found.State.Status) == state && (state is not ("submitted" or "aborting") || found.State.Steps.Any(step => step.Attempts > 0));
}
