namespace OrleansSaga.Runtime.Embedded;

/// <summary>Ticks of 100 ns, in zigzag.</summary>
internal sealed class TimeSpanCodec : ValueCodec<TimeSpan>
{
    public override WireKind Kind => WireKind.Varint;

    public override TimeSpan Absent => TimeSpan.Zero;

    public override bool IsAbsent(TimeSpan value) => value == TimeSpan.Zero;

    public override int Measure(TimeSpan value, ref WireLengths lengths) => Varint.Size(Varint.ZigZag(value.Ticks));

    public override void Write(TimeSpan value, ref WireWriter writer) => writer.Varint(Varint.ZigZag(value.Ticks));

    public override TimeSpan Read(ref WireReader reader) => new(Varint.UnZigZag(reader.Varint()));

    public override string ToString() => "duration";
}
