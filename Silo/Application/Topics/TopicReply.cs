using OrleansSaga.Grains;

namespace OrleansSaga.Silo.Application.Topics;

/// <summary>What a change of a topic came to.</summary>
/// <param name="Code">Ok; Invalid or NotFound (DTM: 500); Unavailable when too many changed the same topic at once.</param>
/// <param name="Message">For a refusal: DTM's text, or field and limit.</param>
public sealed record TopicReply(ReplyCode Code, string Message)
{
    /// <summary>The change is made.</summary>
    public static TopicReply Ok { get; } = new(ReplyCode.Ok, "");
}
