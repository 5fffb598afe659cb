using System.Buffers;
using System.Reflection;

namespace OrleansSaga.Runtime.Tests.Wire;

/// <summary>Codecs for the methods of <see cref="IWireGrain"/>.</summary>
internal static class Codecs
{
    public static WireCompiler Compiler { get; } = new();

    public static MethodInfo Method(string name) => typeof(IWireGrain).GetMethod(name)!;

    public static IWireCodec<T> Result<T>(string method) => Compiler.Result<T>(Method(method));

    public static IWireCodec<object?[]> Arguments(string method) => Compiler.Arguments(Method(method));

    public static byte[] Bytes<T>(this IWireCodec<T> codec, T value)
    {
        var output = new ArrayBufferWriter<byte>();
        codec.Write(output, value);
        return output.WrittenSpan.ToArray();
    }

    public static string Hex<T>(this IWireCodec<T> codec, T value) => Convert.ToHexString(codec.Bytes(value));

    public static T ReadHex<T>(this IWireCodec<T> codec, string hex) => codec.Read(Convert.FromHexString(hex));

    public static T There<T>(this IWireCodec<T> codec, T value) => codec.Read(codec.Bytes(value));
}
