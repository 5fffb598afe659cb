namespace OrleansSaga.Silo.Options;

/// <summary>How long finished transactions are kept; section <c>OrleansSaga:Retention</c>.</summary>
public sealed class RetentionOptions
{
    /// <summary>The section that these options are bound from.</summary>
    public const string Section = "OrleansSaga:Retention";

    /// <summary>Days after which a succeeded transaction is reduced to its tombstone; default 7.</summary>
    public int SucceededDays { get; set; } = 7;

    /// <summary>Days after which a failed transaction is reduced to its tombstone; default 30.</summary>
    public int FailedDays { get; set; } = 30;

    /// <summary>Days that the tombstone stays after that: until then its gid cannot be used again; default 90.</summary>
    public int TombstoneDays { get; set; } = 90;

    /// <summary>Minutes between two rounds; default 60.</summary>
    public int IntervalMinutes { get; set; } = 60;

    /// <summary>Most transactions deleted in one step; default 500.</summary>
    public int BatchCount { get; set; } = 500;
}
