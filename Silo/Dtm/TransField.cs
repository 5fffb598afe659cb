using System.Text;

namespace OrleansSaga.Silo.Dtm;

/// <summary>The keys of a request body that mean something (protocol 1.3).</summary>
internal enum TransField
{
    /// <summary>Any other key: skipped.</summary>
    Unknown,
    Gid,
    TransType,
    Steps,
    Payloads,
    QueryPrepared,
    CustomData,
    WaitResult,
    TimeoutToFail,
    RequestTimeout,
    RetryInterval,
    BranchHeaders,
    Concurrent,
    RetryLimit,
    RetryCount,
    Protocol,
    RollbackReason,
    ReqExtra,
    Context,
}

/// <summary>Finds the field of a key. Case does not matter, as in Go's encoding/json.</summary>
internal static class TransFields
{
    /// <summary>Longer keys are unknown without a look.</summary>
    public const int LongestName = 15;

    public static TransField Of(ReadOnlySpan<byte> key) => key.Length switch
    {
        3 when Is(key, "gid"u8) => TransField.Gid,
        5 when Is(key, "steps"u8) => TransField.Steps,
        7 when Is(key, "context"u8) => TransField.Context,
        8 when Is(key, "payloads"u8) => TransField.Payloads,
        8 when Is(key, "protocol"u8) => TransField.Protocol,
        9 when Is(key, "req_extra"u8) => TransField.ReqExtra,
        10 when Is(key, "trans_type"u8) => TransField.TransType,
        10 when Is(key, "concurrent"u8) => TransField.Concurrent,
        11 when Is(key, "custom_data"u8) => TransField.CustomData,
        11 when Is(key, "wait_result"u8) => TransField.WaitResult,
        11 when Is(key, "retry_limit"u8) => TransField.RetryLimit,
        11 when Is(key, "retry_count"u8) => TransField.RetryCount,
        14 when Is(key, "query_prepared"u8) => TransField.QueryPrepared,
        14 when Is(key, "retry_interval"u8) => TransField.RetryInterval,
        14 when Is(key, "branch_headers"u8) => TransField.BranchHeaders,
        15 when Is(key, "timeout_to_fail"u8) => TransField.TimeoutToFail,
        15 when Is(key, "request_timeout"u8) => TransField.RequestTimeout,
        15 when Is(key, "rollback_reason"u8) => TransField.RollbackReason,
        _ => TransField.Unknown,
    };

    private static bool Is(ReadOnlySpan<byte> key, ReadOnlySpan<byte> name) => Ascii.EqualsIgnoreCase(key, name);
}
