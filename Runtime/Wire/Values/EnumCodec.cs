using System.Runtime.CompilerServices;

namespace OrleansSaga.Runtime.Embedded;

/// <summary>Numbers of an enum. One that this build has no name for stays that number: what to make of it is for the grain to say.</summary>
internal sealed class EnumCodec<TEnum, TNumber>(ValueCodec<TNumber> number) : ValueCodec<TEnum>
    where TEnum : struct, Enum
    where TNumber : struct
{
    public override WireKind Kind => number.Kind;

    public override TEnum Absent => default;

    public override bool IsAbsent(TEnum value) => number.IsAbsent(Unsafe.BitCast<TEnum, TNumber>(value));

    public override int Measure(TEnum value, ref WireLengths lengths) => number.Measure(Unsafe.BitCast<TEnum, TNumber>(value), ref lengths);

    public override void Write(TEnum value, ref WireWriter writer) => number.Write(Unsafe.BitCast<TEnum, TNumber>(value), ref writer);

    public override TEnum Read(ref WireReader reader) => Unsafe.BitCast<TNumber, TEnum>(number.Read(ref reader));

    public override string ToString() => typeof(TEnum).Name;
}
