namespace OrleansSaga.Runtime.Embedded;

/// <summary>The 16 bytes of a UUID in the order in which they are printed.</summary>
internal sealed class GuidCodec : ValueCodec<Guid>
{
    private const int Size = 16;

    public override WireKind Kind => WireKind.Bytes;

    public override Guid Absent => Guid.Empty;

    public override bool IsAbsent(Guid value) => value == Guid.Empty;

    public override int Measure(Guid value, ref WireLengths lengths) => WireLengths.WithPrefix(Size);

    public override void Write(Guid value, ref WireWriter writer)
    {
        Span<byte> bytes = stackalloc byte[Size];
        value.TryWriteBytes(bytes, bigEndian: true, out _);
        writer.Bytes(bytes);
    }

    public override Guid Read(ref WireReader reader)
    {
        var bytes = reader.Bytes();
        if (bytes.Length != Size)
            WireReader.Fail($"A UUID of {bytes.Length} bytes.");
        return new Guid(bytes, bigEndian: true);
    }

    public override string ToString() => "uuid";
}
