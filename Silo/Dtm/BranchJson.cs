using System.Text.Json;
using OrleansSaga.Grains;
using OrleansSaga.Grains.Kernel;

namespace OrleansSaga.Silo.Dtm;

/// <summary>Writes DTM's B (protocol 1.2): two rows for each step, the compensation before the action, numbered in that order.</summary>
internal static class BranchJson
{
    public static void Write(Utf8JsonWriter json, TransactionState state)
    {
        var definition = state.Definition;
        for (var i = 0; i < state.Steps.Length; i++)
        {
            var (step, now) = (definition.Steps[i], state.Steps[i]);
            WriteRow(json, definition, i, BranchOp.Compensate, step.Compensate, now.Compensate, now.CompensateEndedAt);
            WriteRow(json, definition, i, BranchOp.Action, step.Action, now.Action, now.ActionEndedAt);
        }
    }

    private static void WriteRow(
        Utf8JsonWriter json, TransactionDefinition definition, int step, BranchOp op, string url, OpStatus status, DateTimeOffset? endedAt)
    {
        json.WriteStartObject();
        json.WriteNumber("id", (2 * step) + (op == BranchOp.Action ? 2 : 1));
        TransactionJson.Time(json, "create_time", definition.CreatedAt);
        TransactionJson.Time(json, "update_time", endedAt ?? definition.CreatedAt);
        json.WriteString("gid", definition.Gid);
        TransactionJson.Text(json, "url", url);
        if (definition.Steps[step].Payload is { Length: > 0 } payload)
            json.WriteBase64String("bin_data", payload.Span);
        json.WriteString("branch_id", definition.BranchId(step));
        json.WriteString("op", WireNames.Of(op));
        json.WriteString("status", Name(status));
        if (endedAt is { } at)
            TransactionJson.Time(json, "finish_time", at);
        json.WriteEndObject();
    }

    private static string Name(OpStatus status) => status switch
    {
        OpStatus.Succeed => "succeed",
        OpStatus.Failed => "failed",
        _ => "prepared",
    };
}
