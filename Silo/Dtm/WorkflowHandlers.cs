using System.Buffers;
using System.Text.Json;
using OrleansSaga.Grains;
using OrleansSaga.Silo.Application;

namespace OrleansSaga.Silo.Dtm;

/// <summary>prepareWorkflow (protocol 1.6): the stored workflow, made if it is new, with what its client has recorded.</summary>
internal static class WorkflowHandlers
{
    /// <summary>
    /// A 200 always has a transaction with its status, and an array of progresses: SDKs use them without a look at the code. A refusal
    /// has neither, so that they stop there, and not after a step that nobody would remember.
    /// </summary>
    public static async Task PrepareAsync(HttpContext context, DtmFront front)
    {
        var decoded = await StartHandlers.DecodeAsync(context, front);
        if (decoded.Start is not { } start)
        {
            await DtmReply.ErrorAsync(context, decoded.Wrong!);
            return;
        }

        var (reply, stored) = await front.Transactions.PrepareWorkflowAsync(start, context.RequestAborted);
        if (reply.Code != ReplyCode.Ok)
            await DtmReply.ReplyAsync(context, reply);
        else if (stored is null)
            await DtmReply.UnavailableAsync(context, "the workflow was deleted meanwhile");
        else
            await WriteAsync(context, stored);
    }

    private static Task WriteAsync(HttpContext context, StoredState stored)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer, DtmReply.WriterOptions))
        {
            json.WriteStartObject();
            json.WriteStartArray("progresses");
            BranchJson.Write(json, stored.State);
            json.WriteEndArray();
            json.WritePropertyName("transaction");
            TransactionJson.Write(json, TransactionView.Of(stored));
            json.WriteEndObject();
        }

        return DtmReply.WriteJsonAsync(context, buffer.WrittenMemory);
    }
}
