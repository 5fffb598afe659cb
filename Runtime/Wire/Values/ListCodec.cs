namespace OrleansSaga.Runtime.Embedded;

/// <summary>The items one after the other, without keys. Where null is allowed, an empty list is written. Comes back as an array.</summary>
internal sealed class ListCodec<T>(ValueCodec<T> item, bool nullable) : ValueCodec<IReadOnlyList<T>?>
{
    public override WireKind Kind => WireKind.Bytes;

    public override IReadOnlyList<T>? Absent => nullable ? null : [];

    public override bool IsAbsent(IReadOnlyList<T>? value) => nullable ? value is null : value is not { Count: > 0 };

    public override int Measure(IReadOnlyList<T>? value, ref WireLengths lengths)
    {
        var slot = lengths.Begin();
        var length = 0;
        for (var i = 0; i < value?.Count; i++)
            length = checked(length + item.Measure(value[i], ref lengths));
        return lengths.End(slot, length);
    }

    public override void Write(IReadOnlyList<T>? value, ref WireWriter writer)
    {
        writer.Length();
        for (var i = 0; i < value?.Count; i++)
            item.Write(value[i], ref writer);
    }

    public override IReadOnlyList<T>? Read(ref WireReader reader)
    {
        var outer = reader.Enter();
        var items = reader.AtEnd ? [] : new T[reader.Count(item.Kind)];
        for (var i = 0; i < items.Length; i++)
            items[i] = item.Read(ref reader);
        reader.Leave(outer);
        return items;
    }

    public override string ToString() => $"{(nullable ? "list?" : "list")} of {item}";
}
