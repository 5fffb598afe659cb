namespace OrleansSaga.Silo.Demo;

/// <summary>Status words as they stand in the server's answers. The demo is a client: it knows the wire, not the engine.</summary>
internal static class DtmStatus
{
    public const string Submitted = "submitted";
    public const string Aborting = "aborting";
    public const string Succeed = "succeed";
    public const string Failed = "failed";

    public static bool IsFinal(string? status) => status is Succeed or Failed;

    /// <summary>The word for people.</summary>
    public static string Spoken(string? status) => status switch
    {
        Succeed => "succeeded",
        Failed => "rolled back",
        Aborting => "rolling back",
        Submitted => "under way",
        null => "sent",
        _ => status,
    };
}
