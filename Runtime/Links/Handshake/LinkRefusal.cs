namespace OrleansSaga.Runtime.Embedded;

/// <summary>Why there is no session with somebody.</summary>
internal enum LinkRefusal
{
    /// <summary>What came is not a handshake of a link.</summary>
    Malformed,

    /// <summary>The peer does not know the same secret.</summary>
    WrongSecret,

    /// <summary>There is no link protocol that both speak.</summary>
    NoCommonProtocol,

    /// <summary>It is another silo than the one that is wanted, or another life of it, or this silo itself.</summary>
    SomebodyElse,

    /// <summary>The peer ended the stream before the handshake was over.</summary>
    Ended,
}
