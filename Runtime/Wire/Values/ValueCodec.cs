namespace OrleansSaga.Runtime.Embedded;

/// <summary>Writes and reads values of one type of the closed set.</summary>
internal abstract class ValueCodec
{
    /// <summary>How the values lie on the wire.</summary>
    public abstract WireKind Kind { get; }

    /// <summary>The type in the words of the contract, such as <c>list of string</c>; a question mark says that null is another value than empty or 0.</summary>
    public abstract override string ToString();
}
