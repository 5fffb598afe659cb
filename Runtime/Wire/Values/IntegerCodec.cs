using System.Numerics;

namespace OrleansSaga.Runtime.Embedded;

/// <summary>Whole numbers of up to 64 bits with a sign, in zigzag: a type may become wider, and the wire stays the same.</summary>
internal sealed class IntegerCodec<T>(string name) : ValueCodec<T>
    where T : struct, IBinaryInteger<T>
{
    public override WireKind Kind => WireKind.Varint;

    public override T Absent => T.Zero;

    public override bool IsAbsent(T value) => T.IsZero(value);

    public override int Measure(T value, ref WireLengths lengths) => Varint.Size(Varint.ZigZag(long.CreateTruncating(value)));

    public override void Write(T value, ref WireWriter writer) => writer.Varint(Varint.ZigZag(long.CreateTruncating(value)));

    public override T Read(ref WireReader reader)
    {
        var number = Varint.UnZigZag(reader.Varint());
        var value = T.CreateTruncating(number);
        if (long.CreateTruncating(value) != number)
            WireReader.Fail($"{number} is no {name}.");
        return value;
    }

    public override string ToString() => name;
}
