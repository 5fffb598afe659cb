namespace OrleansSaga.Runtime.Embedded;

/// <summary>The 64 bits of a double. Minus zero is not the default.</summary>
internal sealed class DoubleCodec : ValueCodec<double>
{
    public override WireKind Kind => WireKind.Fixed64;

    public override double Absent => 0;

    public override bool IsAbsent(double value) => BitConverter.DoubleToUInt64Bits(value) == 0;

    public override int Measure(double value, ref WireLengths lengths) => sizeof(double);

    public override void Write(double value, ref WireWriter writer) => writer.Fixed64(BitConverter.DoubleToUInt64Bits(value));

    public override double Read(ref WireReader reader) => BitConverter.UInt64BitsToDouble(reader.Fixed64());

    public override string ToString() => "double";
}
