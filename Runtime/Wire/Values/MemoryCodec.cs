namespace OrleansSaga.Runtime.Embedded;

/// <summary>Bytes, copied once on each side.</summary>
internal sealed class MemoryCodec : ValueCodec<ReadOnlyMemory<byte>>
{
    public override WireKind Kind => WireKind.Bytes;

    public override ReadOnlyMemory<byte> Absent => default;

    public override bool IsAbsent(ReadOnlyMemory<byte> value) => value.IsEmpty;

    public override int Measure(ReadOnlyMemory<byte> value, ref WireLengths lengths) => WireLengths.WithPrefix(value.Length);

    public override void Write(ReadOnlyMemory<byte> value, ref WireWriter writer) => writer.Bytes(value.Span);

    public override ReadOnlyMemory<byte> Read(ref WireReader reader) => reader.Bytes().ToArray();

    public override string ToString() => "bytes";
}
