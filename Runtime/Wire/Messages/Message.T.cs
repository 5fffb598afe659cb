using System.Diagnostics.CodeAnalysis;

namespace OrleansSaga.Runtime.Embedded;

/// <inheritdoc cref="Message"/>
[SuppressMessage("Performance", "CA1812:Avoid uninstantiated internal classes", Justification = "Made by reflection, once per type.")]
internal sealed class Message<T> : Message
{
    private readonly Lazy<T> _empty;
    private MessagePasses<T>? _passes;

    public Message(string name)
        : base(typeof(T), name) => _empty = new Lazy<T>(ReadNothing);

    /// <summary>The message without any field. One for all: what crosses is immutable.</summary>
    public T Empty => _empty.Value;

    public MessagePasses<T> Passes => _passes ?? throw new InvalidOperationException($"{Name} is not compiled.");

    public override ValueCodec CreateCodec(bool nullable) => new MessageCodec<T>(this, nullable);

    public override void Compile(MessageConstructor constructor) => _passes = MessageCompiler<T>.Compile(Members, constructor.Make);

    public override string? WhyNotEmpty()
    {
        try
        {
            _ = Empty;
            return null;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            return exception.Message;
        }
    }

    private T ReadNothing()
    {
        var nothing = new WireReader([]);
        return Passes.Read(ref nothing);
    }
}
