namespace OrleansSaga.Grains.Kernel;

/// <summary>A row of DTM's <c>trans_global</c> (protocol section 8), as far as it matters. Null texts are read as empty.</summary>
/// <param name="Gid">gid.</param>
/// <param name="TransType">trans_type.</param>
/// <param name="Status">status.</param>
public sealed record DtmGlobalRow(string Gid, string TransType, string Status)
{
    /// <summary>query_prepared.</summary>
    public string QueryPrepared { get; init; } = "";

    /// <summary>protocol; empty is http.</summary>
    public string Protocol { get; init; } = "";

    /// <summary>create_time: timeouts count from it.</summary>
    public DateTimeOffset? CreateTime { get; init; }

    /// <summary>update_time.</summary>
    public DateTimeOffset? UpdateTime { get; init; }

    /// <summary>next_cron_time: when DTM would look at the row again.</summary>
    public DateTimeOffset? NextCronTime { get; init; }

    /// <summary>options: JSON text of protocol 1.3.</summary>
    public string Options { get; init; } = "";

    /// <summary>custom_data: JSON text.</summary>
    public string CustomData { get; init; } = "";

    /// <summary>ext_data: JSON text with the headers that old versions kept there.</summary>
    public string ExtData { get; init; } = "";

    /// <summary>rollback_reason.</summary>
    public string RollbackReason { get; init; } = "";
}
