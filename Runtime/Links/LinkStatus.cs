namespace OrleansSaga.Runtime.Embedded;

/// <summary>How a call over a link ended. The numbers are on the wire.</summary>
internal enum LinkStatus
{
    /// <summary>It ran; the body is its result.</summary>
    Done = 0,

    /// <summary>It ran and threw; the body is the message.</summary>
    Failed = 1,

    /// <summary>Refused: a limit of the silo is reached. Nothing of it has run.</summary>
    LimitReached = 2,

    /// <summary>Refused: the silo is stopping. Nothing of it has run.</summary>
    Stopping = 3,

    /// <summary>Refused: the silo does not know such a target, interface or method. Nothing of it has run.</summary>
    Unknown = 4,
}
