namespace OrleansSaga.Runtime.Embedded;

/// <summary>A message at one place of use. Where null is not allowed, an absent one is a message without fields.</summary>
internal sealed class MessageCodec<T>(Message<T> message, bool nullable) : ValueCodec<T?>, IMessageCodec
{
    Message IMessageCodec.Message => message;

    bool IMessageCodec.Nullable => nullable;

    public override WireKind Kind => WireKind.Bytes;

    public override T? Absent => nullable ? default : message.Empty;

    public override bool IsAbsent(T? value) => nullable && value is null;

    public override int Measure(T? value, ref WireLengths lengths)
    {
        if (value is null)
            throw new InvalidOperationException($"A {message.Name} for a link is null where that is not allowed.");
        var slot = lengths.Begin();
        return lengths.End(slot, message.Passes.Measure(value, ref lengths));
    }

    public override void Write(T? value, ref WireWriter writer)
    {
        writer.Length();
        message.Passes.Write(value!, ref writer);
    }

    public override T? Read(ref WireReader reader)
    {
        var outer = reader.Enter();
        var value = message.Passes.Read(ref reader);
        reader.Leave(outer);
        return value;
    }

    public override string ToString() => message.Name + (nullable ? "?" : "");
}
