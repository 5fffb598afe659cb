using System.Buffers;

namespace OrleansSaga.Runtime.Embedded;

/// <summary>A compiled codec: measures, then writes into one span.</summary>
internal sealed class WireCodec<T>(MessagePasses<T> passes, string contract) : IWireCodec<T>
{
    // Enough for a usual message; a longer one takes an array.
    private const int LengthsOnStack = 64;

    public void Write(IBufferWriter<byte> output, T value)
    {
        var lengths = new WireLengths(stackalloc int[LengthsOnStack]);
        var size = passes.Measure(value, ref lengths);
        if (size == 0)
            return;
        var writer = new WireWriter(output.GetSpan(size)[..size], lengths.Recorded);
        passes.Write(value, ref writer);
        if (!writer.IsFull)
            throw new InvalidOperationException("A value for a link was changed while it was written.");
        output.Advance(size);
    }

    public T Read(ReadOnlySpan<byte> input)
    {
        var reader = new WireReader(input);
        try
        {
            return passes.Read(ref reader);
        }
        catch (Exception exception) when (exception is not WireFormatException)
        {
            // The reader itself throws nothing else: a constructor does not take what was sent.
            throw new WireFormatException("A value cannot be made of what was sent: " + exception.Message, exception);
        }
    }

    /// <summary>The fields, in the words of the contract.</summary>
    public override string ToString() => contract;
}
