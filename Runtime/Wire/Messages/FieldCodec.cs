namespace OrleansSaga.Runtime.Embedded;

/// <summary>A value under a number: <c>id &lt;&lt; 3 | kind</c> stands in front of it. An absent value is not written.</summary>
internal sealed class FieldCodec<T>(uint id, string name, ValueCodec<T> value)
{
    private readonly uint _key = (id << 3) | (uint)value.Kind;
    private readonly int _keySize = Varint.Size((id << 3) | (uint)value.Kind);

    /// <summary>What the field has that is not on the wire.</summary>
    public T Absent => value.Absent;

    public int Measure(T field, ref WireLengths lengths) => value.IsAbsent(field) ? 0 : _keySize + value.Measure(field, ref lengths);

    public void Write(T field, ref WireWriter writer)
    {
        if (value.IsAbsent(field))
            return;
        writer.Varint(_key);
        value.Write(field, ref writer);
    }

    public T Read(uint key, ref WireReader reader)
    {
        if (key != _key)
            WireReader.Fail($"Field {id} ({name}) is no {value}.");
        return value.Read(ref reader);
    }
}
