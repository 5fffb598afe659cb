using OrleansSaga.Grains;

namespace OrleansSaga.Silo.Application.Topics;

/// <summary>A request whose topics were resolved, or why they could not be.</summary>
/// <param name="Request">The request without topics; null when it is refused.</param>
/// <param name="Refusal">What is wrong with it; null when nothing is.</param>
public readonly record struct TopicExpansion(StartTransaction? Request, string? Refusal);
