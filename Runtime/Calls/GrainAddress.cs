namespace OrleansSaga.Runtime.Embedded;

/// <summary>Which grain: its class and its key.</summary>
internal readonly struct GrainAddress(GrainClass grainClass, string key) : IEquatable<GrainAddress>
{
    public GrainClass Class { get; } = grainClass;

    public string Key { get; } = key;

    public bool Equals(GrainAddress other) => ReferenceEquals(Class, other.Class) && Key == other.Key;

    public override bool Equals(object? obj) => obj is GrainAddress other && Equals(other);

    public override int GetHashCode() => Key.GetHashCode(StringComparison.Ordinal) ^ Class.Hash;

    public override string ToString() => $"{Class.Name}/{Key}";
}
