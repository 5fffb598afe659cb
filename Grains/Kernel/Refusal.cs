namespace OrleansSaga.Grains.Kernel;

/// <summary>A typed refusal.</summary>
public sealed record Refusal(ReplyCode Code, string Message)
{
    /// <summary>No prepared transaction takes the branch. Like that of an unknown gid, the text for clients names the gid, which only its grain knows.</summary>
    public const string NotPrepared = "not prepared";
}
