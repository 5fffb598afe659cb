namespace OrleansSaga.Silo.Cluster;

/// <summary>A silo counts as dead, if its beat is still the one seen.</summary>
/// <param name="Name">Its name, for the log.</param>
/// <param name="Incarnation">Which life of it.</param>
/// <param name="Beat">The beat that stands still.</param>
/// <param name="Stillness">For how long at least.</param>
internal sealed record Verdict(string Name, Guid Incarnation, long Beat, TimeSpan Stillness);
