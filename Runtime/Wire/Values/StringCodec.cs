using System.Text;

namespace OrleansSaga.Runtime.Embedded;

/// <summary>Text in UTF-8. Where null is allowed, an empty text is written; else null and empty are the same.</summary>
internal sealed class StringCodec(bool nullable) : ValueCodec<string?>
{
    public override WireKind Kind => WireKind.Bytes;

    public override string? Absent => nullable ? null : "";

    public override bool IsAbsent(string? value) => nullable ? value is null : string.IsNullOrEmpty(value);

    public override int Measure(string? value, ref WireLengths lengths) => lengths.Add(Encoding.UTF8.GetByteCount(value ?? ""));

    public override void Write(string? value, ref WireWriter writer) => writer.Text(value ?? "");

    public override string? Read(ref WireReader reader) => reader.Text();

    public override string ToString() => nullable ? "string?" : "string";
}
