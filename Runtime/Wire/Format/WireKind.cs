namespace OrleansSaga.Runtime.Embedded;

/// <summary>How a value lies on the wire, so that a reader that does not know its field can skip it. The numbers are on the wire, and are protobuf's.</summary>
internal enum WireKind
{
    /// <summary>Seven bits a byte, lowest first.</summary>
    Varint = 0,

    /// <summary>Eight bytes, lowest first.</summary>
    Fixed64 = 1,

    /// <summary>A varint that says how many bytes follow.</summary>
    Bytes = 2,
}
