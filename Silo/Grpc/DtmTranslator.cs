using System.Text;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Collections;
using OrleansSaga.Grains;
using OrleansSaga.Grains.Kernel;
using OrleansSaga.Silo.Application;
using OrleansSaga.Silo.Dtm;
using OrleansSaga.Silo.Grpc.Wire;

namespace OrleansSaga.Silo.Grpc;

/// <summary>Between DTM's messages and ours (protocol section 2). The gid is taken as it is: only DTM's HTTP API strips it.</summary>
internal static class DtmTranslator
{
    private const string Protocol = "grpc";

    private static readonly DtmTransOptions NoOptions = new();

    /// <summary>The request; null when it is wrong, and why.</summary>
    public static StartTransaction? Start(DtmRequest request, HttpContext context, out string wrong)
    {
        if (!TrySteps(request.Steps, out var steps, out var data, out wrong))
            return null;
        var options = request.TransOptions ?? NoOptions;
        return new StartTransaction(
            request.Gid, request.TransType, steps, [.. request.BinPayloads.Select(payload => payload.Memory), .. data], request.CustomedData, request.QueryPrepared, Protocol,
            new StartOptions(
                options.WaitResult, options.TimeoutToFail, options.RequestTimeout, options.RetryInterval, Copy(options.BranchHeaders),
                Concurrent: false, options.RetryLimit, RetryCount: 0),
            CallerTrace.Of(context))
        {
            ReqExtra = request.ReqExtra.Count == 0 ? null : Copy(request.ReqExtra),
            RequestId = IdempotencyKey.RequestId(context),
        };
    }

    /// <summary>The registration; which of its fields count depends on the mode.</summary>
    public static RegisterBranch Register(DtmBranchRequest request, HttpContext context)
    {
        var data = request.Data;
        return new RegisterBranch(
            request.TransType, request.BranchID, request.BusiPayload.Memory, Get("confirm"), Get("cancel"), Get("url"), Get("op"), Get("status"), CallerTrace.Of(context))
        {
            RequestId = IdempotencyKey.RequestId(context, request.BranchID, Get("op")),
        };

        string Get(string key) => data.TryGetValue(key, out var value) ? value : "";
    }

    /// <summary>A workflow as it is stored. DTM leaves the result out, and its Go client then loses it (protocol 11.10).</summary>
    public static DtmProgressesReply Progresses(TransactionState state)
    {
        var reply = new DtmProgressesReply
        {
            Transaction = new DtmTransaction
            {
                Gid = state.Definition.Gid,
                Status = WireNames.Of(state.Status),
                RollbackReason = state.RollbackReason ?? "",
                Result = state.Result ?? "",
            },
        };
        reply.Progresses.AddRange(state.Progresses.Select(static progress => new DtmProgress
        {
            Status = progress.Status == OpStatus.Succeed ? "succeed" : "failed",
            BinData = UnsafeByteOperations.UnsafeWrap(progress.Data),
            BranchID = progress.BranchId,
            Op = progress.Op,
        }));
        return reply;
    }

    private static bool TrySteps(string json, out List<StartStep> steps, out List<ReadOnlyMemory<byte>> data, out string wrong)
    {
        (steps, data, wrong) = ([], [], "");
        if (json.Length == 0)
            return true;
        var reader = new FieldReader(new Utf8JsonReader(Encoding.UTF8.GetBytes(json)));
        try
        {
            List<StartStep>? read = null;
            List<ReadOnlyMemory<byte>>? own = null;
            reader.Json.Read();
            if (!StepsReader.TryRead(ref reader, ref read, ref own))
            {
                wrong = reader.Wrong!;
                return false;
            }

            // Anything behind the array is malformed: the reader throws.
            reader.Json.Read();
            (steps, data) = (read ?? [], own ?? []);
            return true;
        }
        catch (JsonException)
        {
            wrong = "steps: not valid JSON";
            return false;
        }
    }

    private static Dictionary<string, string> Copy(MapField<string, string> map) => new(map, StringComparer.Ordinal);
}
