using Tag = System.Collections.Generic.KeyValuePair<string, object?>;

namespace OrleansSaga.Silo.Metrics;

/// <summary>Finds the series of a measurement's tags without copying them.</summary>
internal sealed class TagComparer : IEqualityComparer<Tag[]>, IAlternateEqualityComparer<ReadOnlySpan<Tag>, Tag[]>
{
    public bool Equals(Tag[]? x, Tag[]? y) => Equals((ReadOnlySpan<Tag>)x, y ?? []);

    public int GetHashCode(Tag[] obj) => GetHashCode((ReadOnlySpan<Tag>)obj);

    public bool Equals(ReadOnlySpan<Tag> alternate, Tag[] other)
    {
        if (alternate.Length != other.Length)
            return false;
        for (var i = 0; i < other.Length; i++)
        {
            if (alternate[i].Key != other[i].Key || !Equals(alternate[i].Value, other[i].Value))
                return false;
        }

        return true;
    }

    public int GetHashCode(ReadOnlySpan<Tag> alternate)
    {
        var hash = 17;
        foreach (ref readonly var tag in alternate)
            hash = (hash * 31) + (tag.Value?.GetHashCode() ?? 0);
        return hash;
    }

    public Tag[] Create(ReadOnlySpan<Tag> alternate) => alternate.ToArray();
}
