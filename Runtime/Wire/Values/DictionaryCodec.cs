using System.Collections.Frozen;
using System.Text;

namespace OrleansSaga.Runtime.Embedded;

/// <summary>
/// Key, value, key, value, without field keys; of a key that comes twice the last value counts. Where null is allowed, an empty
/// dictionary is written. What comes back compares keys by ordinal: a comparer does not cross.
/// </summary>
internal sealed class DictionaryCodec<T>(ValueCodec<T> item, bool nullable) : ValueCodec<IReadOnlyDictionary<string, T>?>
{
    public override WireKind Kind => WireKind.Bytes;

    public override IReadOnlyDictionary<string, T>? Absent => nullable ? null : FrozenDictionary<string, T>.Empty;

    public override bool IsAbsent(IReadOnlyDictionary<string, T>? value) => nullable ? value is null : value is not { Count: > 0 };

    public override int Measure(IReadOnlyDictionary<string, T>? value, ref WireLengths lengths)
    {
        var slot = lengths.Begin();
        var length = 0;
        if (value is { Count: > 0 })
        {
            foreach (var (key, content) in value)
                length = checked(length + lengths.Add(Encoding.UTF8.GetByteCount(key)) + item.Measure(content, ref lengths));
        }

        return lengths.End(slot, length);
    }

    public override void Write(IReadOnlyDictionary<string, T>? value, ref WireWriter writer)
    {
        if (writer.Length() == 0)
            return;
        foreach (var (key, content) in value!)
        {
            writer.Text(key);
            item.Write(content, ref writer);
        }
    }

    public override IReadOnlyDictionary<string, T>? Read(ref WireReader reader)
    {
        var outer = reader.Enter();
        var items = new Dictionary<string, T>(StringComparer.Ordinal);
        while (!reader.AtEnd)
        {
            var key = reader.Text();
            items[key] = item.Read(ref reader);
        }

        reader.Leave(outer);
        return items;
    }

    public override string ToString() => $"{(nullable ? "dictionary?" : "dictionary")} of {item}";
}
