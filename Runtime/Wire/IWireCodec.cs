using System.Buffers;

namespace OrleansSaga.Runtime.Embedded;

/// <summary>Writes and reads the arguments or the result of a grain method for links. Compiled once, at start.</summary>
/// <typeparam name="T">What is written: <c>object?[]</c> for arguments.</typeparam>
internal interface IWireCodec<T>
{
    /// <summary>Writes a value.</summary>
    void Write(IBufferWriter<byte> output, T value);

    /// <summary>Reads a value: fields that it does not know are skipped, absent ones have their defaults.</summary>
    /// <exception cref="WireFormatException">The bytes are no such value.</exception>
    T Read(ReadOnlySpan<byte> input);
}
