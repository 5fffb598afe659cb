namespace OrleansSaga.Runtime.Embedded;

/// <summary>True and false: 1 and 0.</summary>
internal sealed class BoolCodec : ValueCodec<bool>
{
    public override WireKind Kind => WireKind.Varint;

    public override bool Absent => false;

    public override bool IsAbsent(bool value) => !value;

    public override int Measure(bool value, ref WireLengths lengths) => 1;

    public override void Write(bool value, ref WireWriter writer) => writer.Varint(value ? 1UL : 0);

    public override bool Read(ref WireReader reader)
    {
        var value = reader.Varint();
        if (value > 1)
            WireReader.Fail("Neither true nor false.");
        return value == 1;
    }

    public override string ToString() => "bool";
}
