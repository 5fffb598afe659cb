using System.Diagnostics.CodeAnalysis;

namespace OrleansSaga.Runtime.Embedded;

/// <summary>A handshake failed.</summary>
[SuppressMessage("Design", "CA1032:Implement standard exception constructors", Justification = "It is never thrown without its reason.")]
internal sealed class LinkRefusedException(LinkRefusal refusal, string peer, string message) : Exception(message)
{
    public LinkRefusal Refusal { get; } = refusal;

    /// <summary>The name that the peer gave, unproven; empty if it gave none.</summary>
    public string Peer { get; } = peer;
}
