namespace OrleansSaga.Runtime.Embedded;

/// <summary>A value type that may be null: only null is absent, so that a default comes back as one.</summary>
internal sealed class NullableCodec<T>(ValueCodec<T> value) : ValueCodec<T?>
    where T : struct
{
    public override WireKind Kind => value.Kind;

    public override T? Absent => null;

    public override bool IsAbsent(T? nullable) => nullable is null;

    public override int Measure(T? nullable, ref WireLengths lengths) => value.Measure(nullable.GetValueOrDefault(), ref lengths);

    public override void Write(T? nullable, ref WireWriter writer) => value.Write(nullable.GetValueOrDefault(), ref writer);

    public override T? Read(ref WireReader reader) => value.Read(ref reader);

    public override string ToString() => value + "?";
}
