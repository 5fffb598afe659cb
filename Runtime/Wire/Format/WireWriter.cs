using System.Buffers.Binary;
using System.Text;

namespace OrleansSaga.Runtime.Embedded;

/// <summary>The second pass over a value: writes into a span of exactly the measured size.</summary>
internal ref struct WireWriter(Span<byte> output, ReadOnlySpan<int> lengths)
{
    private readonly Span<byte> _output = output;
    private readonly ReadOnlySpan<int> _lengths = lengths;
    private int _position;
    private int _nextLength;

    public readonly bool IsFull => _position == _output.Length;

    public void Varint(ulong value)
    {
        while (value >= 0x80)
        {
            _output[_position++] = (byte)(value | 0x80);
            value >>= 7;
        }

        _output[_position++] = (byte)value;
    }

    public void Fixed64(ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(_output[_position..], value);
        _position += sizeof(ulong);
    }

    /// <summary>Writes the next length that was recorded.</summary>
    public int Length()
    {
        var length = _lengths[_nextLength++];
        Varint((uint)length);
        return length;
    }

    /// <summary>Writes a text whose length was recorded. What is no text (half a surrogate pair) becomes U+FFFD: an excerpt may have been cut there.</summary>
    public void Text(string value)
    {
        var length = Length();
        _position += Encoding.UTF8.GetBytes(value, _output.Slice(_position, length));
    }

    /// <summary>Writes bytes with their length, which was not recorded.</summary>
    public void Bytes(scoped ReadOnlySpan<byte> value)
    {
        Varint((uint)value.Length);
        value.CopyTo(_output[_position..]);
        _position += value.Length;
    }
}
