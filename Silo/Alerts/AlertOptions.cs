namespace OrleansSaga.Silo.Alerts;

/// <summary>Who is told of branch calls that keep failing (protocol 7.2); section <c>OrleansSaga:Alert</c>.</summary>
public sealed class AlertOptions
{
    /// <summary>The section that these options are bound from.</summary>
    public const string Section = "OrleansSaga:Alert";

    /// <summary>From which failure in a row on the hook is called, then again at each later one; default 3. From 1 to 1,000,000.</summary>
    public int RetryLimit { get; set; } = 3;

    /// <summary>An http or https URL that is POSTed a JSON object with gid, status, branch, error and retry_count; none by default. It is never logged.</summary>
    public string WebHook { get; set; } = "";
}
