namespace OrleansSaga.Runtime.Embedded;

/// <summary>Bytes as an array. Where null is allowed, an empty one is written.</summary>
internal sealed class ByteArrayCodec(bool nullable) : ValueCodec<byte[]?>
{
    public override WireKind Kind => WireKind.Bytes;

    public override byte[]? Absent => nullable ? null : [];

    public override bool IsAbsent(byte[]? value) => nullable ? value is null : value is not { Length: > 0 };

    public override int Measure(byte[]? value, ref WireLengths lengths) => WireLengths.WithPrefix(value?.Length ?? 0);

    public override void Write(byte[]? value, ref WireWriter writer) => writer.Bytes(value);

    public override byte[]? Read(ref WireReader reader) => reader.Bytes().ToArray();

    public override string ToString() => nullable ? "bytes?" : "bytes";
}
