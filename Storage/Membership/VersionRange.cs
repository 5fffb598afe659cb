namespace OrleansSaga.Storage.Membership;

/// <summary>Versions that a build can work with, both ends included.</summary>
/// <param name="Least">The oldest.</param>
/// <param name="Most">The newest.</param>
public readonly record struct VersionRange(int Least, int Most)
{
    /// <summary>Whether there is a version that both can work with.</summary>
    public bool Overlaps(VersionRange other) => Least <= other.Most && other.Least <= Most;

    /// <inheritdoc/>
    public override string ToString() => Least == Most ? $"{Least}" : $"{Least} to {Most}";
}
