namespace OrleansSaga.Runtime.Embedded;

/// <summary>
/// The first pass over a value: lengths stand in front of what they measure, so that they must be known before anything is written.
/// The second pass (<see cref="WireWriter"/>) takes them in the same order, and so nothing is measured twice or moved.
/// </summary>
internal ref struct WireLengths(Span<int> slots)
{
    private Span<int> _slots = slots;
    private int _count;
    private int _depth;

    public readonly ReadOnlySpan<int> Recorded => _slots[.._count];

    /// <summary>Records a length that is known.</summary>
    /// <returns>The bytes it takes, with what it measures.</returns>
    public int Add(int length)
    {
        _slots[Next()] = length;
        return WithPrefix(length);
    }

    /// <summary>Keeps a place for the length of something nested, whose own lengths follow.</summary>
    public int Begin()
    {
        if (++_depth > WireLimits.MaxDepth)
            throw new InvalidOperationException($"A value for a link is nested deeper than {WireLimits.MaxDepth} levels.");
        return Next();
    }

    /// <returns>The bytes that the nested value takes, with its length.</returns>
    public int End(int slot, int length)
    {
        _depth--;
        _slots[slot] = length;
        return WithPrefix(length);
    }

    /// <returns>The bytes that so many take with their length in front.</returns>
    public static int WithPrefix(int length) => checked(Varint.Size((uint)length) + length);

    private int Next()
    {
        if (_count == _slots.Length)
        {
            var larger = new int[_slots.Length * 2];
            _slots.CopyTo(larger);
            _slots = larger;
        }

        return _count++;
    }
}
