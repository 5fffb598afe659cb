namespace OrleansSaga.Runtime.Embedded;

/// <summary>Sends without waiting for a reply.</summary>
internal sealed class NobodyWaits : ILinkCaller
{
    public static readonly NobodyWaits Instance = new();

    public void OnReply(LinkReply reply)
    {
    }

    public void OnBroken(string reason)
    {
    }
}
