namespace OrleansSaga.Silo.Application.Topics;

/// <summary>Limits of topics; section <c>OrleansSaga:Topics</c>. The length of a URL is limited as everywhere.</summary>
public sealed class TopicOptions
{
    /// <summary>The section that these options are bound from.</summary>
    public const string Section = "OrleansSaga:Topics";

    /// <summary>Longest name of a topic in characters; default 128. At most 256.</summary>
    public int NameLength { get; set; } = 128;

    /// <summary>Longest remark of a subscription in characters; default 256. At most 4,096.</summary>
    public int RemarkLength { get; set; } = 256;

    /// <summary>Most subscribers of a topic; default 100. At most 1,000. A message has a step for each, and those count for <c>OrleansSaga:Limits:Steps</c>.</summary>
    public int Subscribers { get; set; } = 100;
}
