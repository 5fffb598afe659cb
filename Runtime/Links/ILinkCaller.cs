namespace OrleansSaga.Runtime.Embedded;

/// <summary>Who waits for the end of a call over a link: exactly one of both is called, once, on any thread. Must not block.</summary>
internal interface ILinkCaller
{
    /// <summary>The peer has replied.</summary>
    void OnReply(LinkReply reply);

    /// <summary>The link broke, or was closed, or its time is up: whether the call has run is not known.</summary>
    void OnBroken(string reason);
}
