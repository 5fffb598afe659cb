namespace OrleansSaga.Grains;

/// <summary>One step as sent.</summary>
/// <param name="Action">URL of the action; empty means nothing to do.</param>
/// <param name="Compensate">URL of the compensation; empty means nothing to undo.</param>
[GenerateSerializer, Immutable, Alias("orleanssaga.StartStep")]
public sealed record StartStep(
    [property: Id(0)] string Action,
    [property: Id(1)] string Compensate)
{
    /// <summary>Wire branch id where it is not the step's number (one of several subscribers of a topic, such as 01-02); otherwise empty.</summary>
    [Id(2)]
    public string BranchId { get; init; } = "";
}
