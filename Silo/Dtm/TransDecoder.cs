using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using OrleansSaga.Grains;

namespace OrleansSaga.Silo.Dtm;

/// <summary>
/// Decodes a request body the way DTM's server does (protocol 1.1 and 1.3): unknown keys are skipped, null leaves a field at its zero
/// value, a later duplicate wins, and PHP's empty array passes for an empty map. One pass over the bytes; payloads are copied once.
/// </summary>
internal static class TransDecoder
{
    /// <summary>Deeper nesting, which only unknown keys can have, is refused as malformed.</summary>
    public const int MaxDepth = 512;

    private static readonly JsonReaderOptions Strict = new() { MaxDepth = MaxDepth };
    private static readonly StartOptions NoOptions = new(false, 0, 0, 0, ImmutableDictionary<string, string>.Empty, false, 0, 0);

    /// <summary>The request, or what is wrong with it.</summary>
    public static DecodedTrans Decode(in ReadOnlySequence<byte> body)
    {
        var reader = new FieldReader(body.IsSingleSegment ? new Utf8JsonReader(body.FirstSpan, Strict) : new Utf8JsonReader(body, Strict));
        try
        {
            return Decode(ref reader);
        }
        catch (JsonException)
        {
            return DecodedTrans.Refused(string.Create(CultureInfo.InvariantCulture, $"body: not valid JSON, from byte {reader.Json.BytesConsumed} on"));
        }
    }

    private static DecodedTrans Decode(ref FieldReader reader)
    {
        var fields = default(Fields);
        reader.Json.Read();
        if (reader.Json.TokenType == JsonTokenType.StartObject)
        {
            while (reader.Json.Read() && reader.Json.TokenType == JsonTokenType.PropertyName)
            {
                var field = reader.Field();
                reader.Json.Read();
                if (!TryRead(ref reader, field, ref fields))
                    return DecodedTrans.Refused(reader.Wrong!);
            }
        }
        else if (reader.Json.TokenType != JsonTokenType.Null)
        {
            return DecodedTrans.Refused($"body: must be a JSON object, not {FieldReader.Describe(reader.Json.TokenType)}");
        }

        // Anything behind the value is malformed: the reader throws.
        reader.Json.Read();
        return fields.ToTrans();
    }

    private static bool TryRead(ref FieldReader reader, TransField field, ref Fields fields) => field switch
    {
        TransField.Gid => reader.TryText("gid", ref fields.Gid),
        TransField.TransType => reader.TryText("trans_type", ref fields.TransType),
        TransField.Steps => StepsReader.TryRead(ref reader, ref fields.Steps, ref fields.StepData),
        TransField.Payloads => reader.TryPayloads(ref fields.Payloads),
        TransField.QueryPrepared => reader.TryText("query_prepared", ref fields.QueryPrepared),
        TransField.CustomData => reader.TryText("custom_data", ref fields.CustomData),
        TransField.WaitResult => reader.TryBoolean("wait_result", ref fields.WaitResult),
        TransField.TimeoutToFail => reader.TryInteger("timeout_to_fail", ref fields.TimeoutToFail),
        TransField.RequestTimeout => reader.TryInteger("request_timeout", ref fields.RequestTimeout),
        TransField.RetryInterval => reader.TryInteger("retry_interval", ref fields.RetryInterval),
        TransField.BranchHeaders => reader.TryMap("branch_headers", ref fields.BranchHeaders),
        TransField.Concurrent => reader.TryBoolean("concurrent", ref fields.Concurrent),
        TransField.RetryLimit => reader.TryInteger("retry_limit", ref fields.RetryLimit),
        TransField.RetryCount => reader.TryInteger("retry_count", ref fields.RetryCount),
        TransField.Protocol => reader.TryText("protocol", ref fields.Protocol),
        TransField.RollbackReason => reader.TryText("rollback_reason", ref fields.RollbackReason),
        TransField.ReqExtra => reader.TryMap("req_extra", ref fields.ReqExtra),
        TransField.Context => reader.TryNull("context"),
        _ => reader.Skip(),
    };

    /// <summary>What has been read so far; default is the zero value of every field.</summary>
    private struct Fields
    {
        public string? Gid;
        public string? TransType;
        public List<StartStep>? Steps;
        public List<ReadOnlyMemory<byte>>? StepData;
        public List<ReadOnlyMemory<byte>>? Payloads;
        public string? QueryPrepared;
        public string? CustomData;
        public string? Protocol;
        public string? RollbackReason;
        public Dictionary<string, string>? BranchHeaders;
        public Dictionary<string, string>? ReqExtra;
        public long TimeoutToFail;
        public long RequestTimeout;
        public long RetryInterval;
        public long RetryLimit;
        public long RetryCount;
        public bool WaitResult;
        public bool Concurrent;

        public readonly DecodedTrans ToTrans() => new(
            new StartTransaction(
                Gid ?? "", TransType ?? "", (IReadOnlyList<StartStep>?)Steps ?? [], AllPayloads(), CustomData ?? "", QueryPrepared ?? "", Protocol ?? "",
                Options(), TraceParent: null)
            {
                ReqExtra = ReqExtra,
            },
            RollbackReason ?? "",
            Wrong: null);

        /// <summary>payloads, then what old clients put into the steps.</summary>
        private readonly List<ReadOnlyMemory<byte>> AllPayloads()
        {
            if (StepData is null)
                return Payloads ?? [];
            return Payloads is null ? StepData : [.. Payloads, .. StepData];
        }

        private readonly StartOptions Options()
        {
            var plain = !WaitResult && !Concurrent && BranchHeaders is null
                && (TimeoutToFail | RequestTimeout | RetryInterval | RetryLimit | RetryCount) == 0;
            return plain
                ? NoOptions
                : new StartOptions(
                    WaitResult, TimeoutToFail, RequestTimeout, RetryInterval,
                    (IReadOnlyDictionary<string, string>?)BranchHeaders ?? NoOptions.BranchHeaders, Concurrent, RetryLimit, RetryCount);
        }
    }
}
