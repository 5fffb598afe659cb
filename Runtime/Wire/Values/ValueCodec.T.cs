namespace OrleansSaga.Runtime.Embedded;

/// <inheritdoc cref="ValueCodec"/>
internal abstract class ValueCodec<T> : ValueCodec
{
    /// <summary>What a field has that is not on the wire.</summary>
    public abstract T Absent { get; }

    /// <summary>Whether the value is what an absent field has, so that it need not be written.</summary>
    public abstract bool IsAbsent(T value);

    /// <summary>Measures the value, with its length in front if it is of <see cref="WireKind.Bytes"/>, and records the lengths that <see cref="Write"/> will ask for.</summary>
    public abstract int Measure(T value, ref WireLengths lengths);

    public abstract void Write(T value, ref WireWriter writer);

    public abstract T Read(ref WireReader reader);
}
