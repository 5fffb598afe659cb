using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Unicode;

namespace OrleansSaga.Runtime.Embedded;

/// <summary>Reads what may come from anybody: whatever the bytes are, it ends with a value or a <see cref="WireFormatException"/>, and allocates only for bytes that are there.</summary>
internal ref struct WireReader(ReadOnlySpan<byte> input)
{
    private readonly ReadOnlySpan<byte> _input = input;
    private int _end = input.Length;
    private int _position;
    private int _depth;

    /// <summary>Whether the message, list or dictionary that is being read has ended.</summary>
    public readonly bool AtEnd => _position == _end;

    public ulong Varint()
    {
        var value = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            if (_position == _end)
                Fail("A number is cut off.");
            var next = _input[_position++];
            if (shift == 63 && next > 1)
                Fail("A number has more than 64 bits.");
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                break;
        }

        return value;
    }

    public ulong Fixed64()
    {
        if (_end - _position < sizeof(ulong))
            Fail("A number is cut off.");
        var value = BinaryPrimitives.ReadUInt64LittleEndian(_input[_position..]);
        _position += sizeof(ulong);
        return value;
    }

    /// <summary>Reads a length and the bytes that it measures.</summary>
    public ReadOnlySpan<byte> Bytes()
    {
        var length = Length();
        var bytes = _input.Slice(_position, length);
        _position += length;
        return bytes;
    }

    public string Text()
    {
        var bytes = Bytes();
        if (!Utf8.IsValid(bytes))
            Fail("A text is not UTF-8.");
        return Encoding.UTF8.GetString(bytes);
    }

    /// <summary>Reads the number and kind of the next field.</summary>
    public uint Key()
    {
        var key = Varint();
        if (key > uint.MaxValue)
            Fail("A field number is too large.");
        return (uint)key;
    }

    /// <summary>Goes into something nested; from here on its end is <see cref="AtEnd"/>.</summary>
    /// <returns>What <see cref="Leave"/> wants.</returns>
    public int Enter()
    {
        if (++_depth > WireLimits.MaxDepth)
            Fail($"Nested deeper than {WireLimits.MaxDepth} levels.");
        var length = Length();
        var outerEnd = _end;
        _end = _position + length;
        return outerEnd;
    }

    /// <summary>Goes back to what is around, once all that is nested has been read.</summary>
    public void Leave(int outerEnd)
    {
        _depth--;
        _end = outerEnd;
    }

    public void Skip(uint key) => Skip((WireKind)(key & 7));

    public void Skip(WireKind kind)
    {
        switch (kind)
        {
            case WireKind.Varint:
                Varint();
                break;
            case WireKind.Fixed64:
                Fixed64();
                break;
            case WireKind.Bytes:
                Bytes();
                break;
            default:
                Fail($"There is no kind of value {(int)kind}.");
                break;
        }
    }

    /// <summary>Counts the values of one kind up to the end, so that no array is made for more than there are.</summary>
    public readonly int Count(WireKind kind)
    {
        var ahead = this;
        var count = 0;
        for (; !ahead.AtEnd; count++)
            ahead.Skip(kind);
        return count;
    }

    [DoesNotReturn]
    public static void Fail(string message) => throw new WireFormatException(message);

    private int Length()
    {
        var length = Varint();
        if (length > (ulong)(_end - _position))
            Fail("A length goes beyond the end.");
        return (int)length;
    }
}
