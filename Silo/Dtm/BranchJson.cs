using System.Text.Json;
using OrleansSaga.Grains;
using OrleansSaga.Grains.Kernel;

namespace OrleansSaga.Silo.Dtm;

/// <summary>
/// Writes DTM's B (protocol 1.2 and section 8) in its order of rows, numbered from 1: two for each branch of a saga, TCC or XA, the op
/// that undoes first; one for each branch of a message; one for each recorded progress of a workflow.
/// </summary>
internal static class BranchJson
{
    public static void Write(Utf8JsonWriter json, TransactionState state)
    {
        switch (state.Definition.Mode)
        {
            case TransactionMode.Workflow:
                WriteProgresses(json, state);
                break;
            case TransactionMode.Message:
                for (var i = 0; i < state.Steps.Length; i++)
                    WriteForward(json, state, i, i + 1);
                break;
            default:
                for (var i = 0; i < state.Steps.Length; i++)
                {
                    WriteBackward(json, state, i, (2 * i) + 1);
                    WriteForward(json, state, i, (2 * i) + 2);
                }

                break;
        }
    }

    private static void WriteForward(Utf8JsonWriter json, TransactionState state, int branch, int id)
    {
        var (definition, now) = (state.Definition, state.Steps[branch]);
        WriteRow(json, definition, branch, id, BranchOps.Forward(definition.Mode), definition.Steps[branch].Action, now.Action, now.ActionEndedAt);
    }

    private static void WriteBackward(Utf8JsonWriter json, TransactionState state, int branch, int id)
    {
        var (definition, now) = (state.Definition, state.Steps[branch]);
        WriteRow(json, definition, branch, id, BranchOps.Backward(definition.Mode), definition.Steps[branch].Compensate, now.Compensate, now.CompensateEndedAt);
    }

    private static void WriteRow(
        Utf8JsonWriter json, TransactionDefinition definition, int branch, int id, BranchOp op, string url, OpStatus status, DateTimeOffset? endedAt)
    {
        json.WriteStartObject();
        json.WriteNumber("id", id);
        TransactionJson.Time(json, "create_time", definition.CreatedAt);
        TransactionJson.Time(json, "update_time", endedAt ?? definition.CreatedAt);
        json.WriteString("gid", definition.Gid);
        TransactionJson.Text(json, "url", url);
        WriteData(json, definition.Steps[branch].Payload);
        json.WriteString("branch_id", definition.BranchId(branch));
        json.WriteString("op", WireNames.Of(op));
        json.WriteString("status", Name(status));
        if (endedAt is { } at)
            TransactionJson.Time(json, "finish_time", at);
        json.WriteEndObject();
    }

    private static void WriteProgresses(Utf8JsonWriter json, TransactionState state)
    {
        for (var i = 0; i < state.Progresses.Length; i++)
        {
            var row = state.Progresses[i];
            json.WriteStartObject();
            json.WriteNumber("id", i + 1);
            TransactionJson.Time(json, "create_time", row.At);
            TransactionJson.Time(json, "update_time", row.At);
            json.WriteString("gid", state.Definition.Gid);
            WriteData(json, row.Data);
            json.WriteString("branch_id", row.BranchId);
            json.WriteString("op", row.Op);
            json.WriteString("status", Name(row.Status));
            json.WriteEndObject();
        }
    }

    private static void WriteData(Utf8JsonWriter json, ReadOnlyMemory<byte> data)
    {
        if (!data.IsEmpty)
            json.WriteBase64String("bin_data", data.Span);
    }

    private static string Name(OpStatus status) => status switch
    {
        OpStatus.Succeed => "succeed",
        OpStatus.Failed => "failed",
        _ => "prepared",
    };
}
