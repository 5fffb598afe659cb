namespace OrleansSaga.Runtime.Embedded;

/// <summary>Two zigzag varints: ticks of 100 ns since the year 1 in UTC, and the offset in minutes.</summary>
internal sealed class DateTimeOffsetCodec : ValueCodec<DateTimeOffset>
{
    private const long MaxOffsetMinutes = 14 * 60;

    public override WireKind Kind => WireKind.Bytes;

    public override DateTimeOffset Absent => default;

    public override bool IsAbsent(DateTimeOffset value) => value.EqualsExact(default);

    public override int Measure(DateTimeOffset value, ref WireLengths lengths) =>
        lengths.Add(Varint.Size(Varint.ZigZag(value.UtcTicks)) + Varint.Size(Varint.ZigZag(value.TotalOffsetMinutes)));

    public override void Write(DateTimeOffset value, ref WireWriter writer)
    {
        writer.Length();
        writer.Varint(Varint.ZigZag(value.UtcTicks));
        writer.Varint(Varint.ZigZag(value.TotalOffsetMinutes));
    }

    public override DateTimeOffset Read(ref WireReader reader)
    {
        var fields = new WireReader(reader.Bytes());
        var utcTicks = Varint.UnZigZag(fields.Varint());
        var minutes = Varint.UnZigZag(fields.Varint());
        if (!fields.AtEnd)
            WireReader.Fail("A time has more than ticks and an offset.");
        if (utcTicks < 0 || utcTicks > DateTime.MaxValue.Ticks || Math.Clamp(minutes, -MaxOffsetMinutes, MaxOffsetMinutes) != minutes)
            WireReader.Fail("A time is out of range.");
        var ticks = utcTicks + (minutes * TimeSpan.TicksPerMinute);
        if (ticks < 0 || ticks > DateTime.MaxValue.Ticks)
            WireReader.Fail("A time is out of range.");
        return new DateTimeOffset(ticks, TimeSpan.FromMinutes(minutes));
    }

    public override string ToString() => "time";
}
