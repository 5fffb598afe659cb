using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace OrleansSaga.Runtime.Embedded;

/// <summary>A grain call as the body of a link's request: interface alias, method alias and key, each with its length in front, then the arguments.</summary>
internal static class GrainCall
{
    /// <summary>The target of such requests.</summary>
    public const string Target = "grain";

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _scratch;

    /// <summary>Writes a call.</summary>
    public static byte[] Write(GrainAddress target, Invocation invocation)
    {
        var output = Scratch();
        WriteText(output, invocation.Method.InterfaceAlias);
        WriteText(output, invocation.Method.Alias);
        WriteText(output, target.Key);
        invocation.Method.WriteArguments(output, invocation.Arguments);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Reads a call and makes the request of it; null when this silo does not know the method.</summary>
    /// <exception cref="WireFormatException">The bytes are no call.</exception>
    public static (GrainAddress Target, Request Request)? Read(GrainCatalog catalog, ReadOnlySpan<byte> body)
    {
        var interfaceAlias = ReadText(ref body);
        var methodAlias = ReadText(ref body);
        var key = ReadText(ref body);
        if (key.Length == 0)
            throw new WireFormatException("A call without a key.");
        if (catalog.Linked.Find(interfaceAlias, methodAlias) is not { } linked)
            return null;
        var request = linked.Method.CreateRequest(linked.Method.ReadArguments(body));
        request.IsForwarded = true;
        return (new GrainAddress(linked.Class, key), request);
    }

    /// <summary>Writes the result of a request that has ended well.</summary>
    public static byte[] WriteResult(Request request)
    {
        var output = Scratch();
        request.WriteResult(output);
        return output.WrittenCount == 0 ? [] : output.WrittenSpan.ToArray();
    }

    private static ArrayBufferWriter<byte> Scratch()
    {
        // One that a large call has made large is not kept.
        if (_scratch is not { Capacity: <= 64 * 1024 })
            _scratch = new ArrayBufferWriter<byte>(1024);
        _scratch.ResetWrittenCount();
        return _scratch;
    }

    private static void WriteText(ArrayBufferWriter<byte> output, string text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        var span = output.GetSpan(length + 2);
        BinaryPrimitives.WriteUInt16LittleEndian(span, checked((ushort)length));
        Encoding.UTF8.GetBytes(text, span[2..]);
        output.Advance(length + 2);
    }

    private static string ReadText(ref ReadOnlySpan<byte> input)
    {
        if (input.Length < 2 || BinaryPrimitives.ReadUInt16LittleEndian(input) is var length && length > input.Length - 2)
            throw new WireFormatException("A call that is cut off.");
        var text = Encoding.UTF8.GetString(input.Slice(2, length));
        input = input[(length + 2)..];
        return text;
    }
}
