namespace OrleansSaga.Runtime.Embedded;

/// <summary>What a codec of messages is about, whatever the type.</summary>
internal interface IMessageCodec
{
    /// <summary>The type of message.</summary>
    Message Message { get; }

    /// <summary>Whether there may be none.</summary>
    bool Nullable { get; }
}
