using System.Text;

namespace OrleansSaga.Faults.Checking.Wire;

/// <summary>Walks over the fields of one message in protobuf's wire format.</summary>
internal ref struct WireReader(ReadOnlySpan<byte> message)
{
    private const int Varint = 0;
    private const int Fixed64 = 1;
    private const int Delimited = 2;
    private const int Fixed32 = 5;

    private ReadOnlySpan<byte> _rest = message;
    private int _type;

    /// <summary>Number of the field that <see cref="Next"/> has come to.</summary>
    public int Field { get; private set; }

    /// <summary>Goes to the next field; false at the end. Its value must then be read or skipped.</summary>
    public bool Next()
    {
        if (_rest.IsEmpty)
            return false;
        var tag = ReadVarint();
        Field = (int)(tag >> 3);
        _type = (int)(tag & 7);
        return Field > 0 ? true : throw new FormatException("A field has the number 0.");
    }

    public long Int64()
    {
        Expect(Varint);
        return (long)ReadVarint();
    }

    public int Int32() => unchecked((int)Int64());

    public bool Bool() => Int64() != 0;

    public ReadOnlySpan<byte> Bytes()
    {
        Expect(Delimited);
        return Take(ReadVarint());
    }

    public string Text() => Encoding.UTF8.GetString(Bytes());

    /// <summary>One value of a repeated int32, or several that are packed.</summary>
    public void Int32s(List<int> values)
    {
        if (_type == Varint)
        {
            values.Add(Int32());
            return;
        }

        var packed = new WireReader(Bytes());
        while (!packed._rest.IsEmpty)
            values.Add(unchecked((int)packed.ReadVarint()));
    }

    public void Skip()
    {
        switch (_type)
        {
            case Varint:
                ReadVarint();
                break;
            case Fixed64:
                Take(sizeof(ulong));
                break;
            case Delimited:
                Take(ReadVarint());
                break;
            case Fixed32:
                Take(sizeof(uint));
                break;
            default:
                throw new FormatException($"Field {Field} has the unknown wire type {_type}.");
        }
    }

    /// <summary>16 bytes in network order.</summary>
    public Guid Id()
    {
        var bytes = Bytes();
        return bytes.Length == 16 ? new Guid(bytes, bigEndian: true) : throw new FormatException($"Field {Field} is an id of {bytes.Length} bytes.");
    }

    private readonly void Expect(int type)
    {
        if (_type != type)
            throw new FormatException($"Field {Field} has wire type {_type} where {type} was expected.");
    }

    private ReadOnlySpan<byte> Take(ulong length)
    {
        if (length > (ulong)_rest.Length)
            throw new FormatException($"Field {Field} is cut off.");
        var taken = _rest[..(int)length];
        _rest = _rest[(int)length..];
        return taken;
    }

    private ulong ReadVarint()
    {
        ulong value = 0;
        for (var i = 0; i < _rest.Length && i < 10; i++)
        {
            value |= (ulong)(_rest[i] & 0x7F) << (7 * i);
            if (_rest[i] < 0x80)
            {
                _rest = _rest[(i + 1)..];
                return value;
            }
        }

        throw new FormatException("A number has no end.");
    }
}
