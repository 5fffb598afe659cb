namespace OrleansSaga.Faults.Checking;

/// <summary>A promise that was broken.</summary>
/// <param name="Promise">Its number, 1 to 9 (ARCHITECTURE.md, "Promises").</param>
/// <param name="Gid">The transaction; empty when it is about none.</param>
/// <param name="Sentence">What was found.</param>
public sealed record Violation(int Promise, string Gid, string Sentence)
{
    /// <inheritdoc/>
    public override string ToString() => Gid.Length == 0 ? $"[{Promise}] {Sentence}" : $"[{Promise}] {Gid}: {Sentence}";
}
