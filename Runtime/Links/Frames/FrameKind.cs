namespace OrleansSaga.Runtime.Embedded;

/// <summary>What a frame is. The numbers are on the wire.</summary>
internal enum FrameKind : byte
{
    /// <summary>Who speaks, and which protocols; the first frame of both sides.</summary>
    Hello = 1,

    /// <summary>That the sender knows the secret.</summary>
    Proof = 2,

    /// <summary>The peer's proof is wrong; the sender ends the session.</summary>
    Refused = 3,

    /// <summary>A call.</summary>
    Call = 4,

    /// <summary>What became of a call.</summary>
    Reply = 5,

    /// <summary>Asks whether the peer is there.</summary>
    Ping = 6,

    /// <summary>It is.</summary>
    Pong = 7,

    /// <summary>The sender closes in order; with the number of the last call that it serves.</summary>
    Bye = 8,
}
