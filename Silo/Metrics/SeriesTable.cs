using Tag = System.Collections.Generic.KeyValuePair<string, object?>;

namespace OrleansSaga.Silo.Metrics;

/// <summary>
/// Finds the series of a measurement's tags without copying or converting them, and without a lock; only a new entry takes one. The
/// table that readers see is never changed but by whole new entries.
/// </summary>
internal sealed class SeriesTable
{
    private const int FirstSize = 16;

    private readonly Lock _writing = new();
    private Entry?[] _slots = new Entry?[FirstSize];
    private int _count;

    /// <summary>How many sets of tags are known.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>The series of these tags; null when they are new.</summary>
    public MetricSeries? Find(ReadOnlySpan<Tag> tags)
    {
        var slots = Volatile.Read(ref _slots);
        for (var entry = Volatile.Read(ref slots[SlotOf(tags, slots)]); entry is not null; entry = entry.Next)
        {
            if (AreSame(entry.Tags, tags))
                return entry.Series;
        }

        return null;
    }

    /// <summary>The series of these tags, made if they are new; null when there are <paramref name="most"/> already.</summary>
    public MetricSeries? FindOrAdd(ReadOnlySpan<Tag> tags, int most, Func<MetricSeries> make)
    {
        lock (_writing)
        {
            if (Find(tags) is { } known)
                return known;
            if (_count >= most)
                return null;
            if (_count >= _slots.Length)
                Grow_NeedsLock();
            var series = make();
            Insert(_slots, tags.ToArray(), series);
            _count++;
            return series;
        }
    }

    private void Grow_NeedsLock()
    {
        var slots = new Entry?[_slots.Length * 2];
        foreach (var first in _slots)
        {
            for (var entry = first; entry is not null; entry = entry.Next)
                Insert(slots, entry.Tags, entry.Series);
        }

        Volatile.Write(ref _slots, slots);
    }

    private static void Insert(Entry?[] slots, Tag[] tags, MetricSeries series)
    {
        ref var slot = ref slots[SlotOf(tags, slots)];
        Volatile.Write(ref slot, new Entry(tags, series, slot));
    }

    private static int SlotOf(ReadOnlySpan<Tag> tags, Entry?[] slots)
    {
        var hash = 17;
        foreach (ref readonly var tag in tags)
            hash = (hash * 31) + HashOf(tag.Value);
        return (hash ^ (hash >>> 15)) & (slots.Length - 1);
    }

    /// <summary>Of a text, a few of its characters tell enough: there are few texts, and they are compared anyway.</summary>
    private static int HashOf(object? value) => value switch
    {
        string { Length: > 0 } text => (text.Length * 397) ^ (text[0] << 16) ^ (text[text.Length / 2] << 8) ^ text[^1],
        string or null => 0,
        _ => value.GetHashCode(),
    };

    private static bool AreSame(Tag[] known, ReadOnlySpan<Tag> tags)
    {
        if (known.Length != tags.Length)
            return false;
        for (var i = 0; i < known.Length; i++)
        {
            if (!ReferenceEquals(known[i].Key, tags[i].Key) && known[i].Key != tags[i].Key)
                return false;
            if (!ReferenceEquals(known[i].Value, tags[i].Value) && !Equals(known[i].Value, tags[i].Value))
                return false;
        }

        return true;
    }

    private sealed record Entry(Tag[] Tags, MetricSeries Series, Entry? Next);
}
