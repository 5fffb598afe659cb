using System.Buffers;

namespace OrleansSaga.Runtime.Embedded;

/// <summary>
/// What comes before a session: hello, hello, the proof of the side that connects, the proof of the side that serves. The latter comes
/// last, so that nobody gets a proof out of a silo without having given one.
/// </summary>
internal static class LinkHandshake
{
    /// <summary>No frame of a handshake is larger, of whatever build.</summary>
    public const int MaxFrameBytes = 1024;

    /// <summary>The side that connects.</summary>
    /// <exception cref="LinkRefusedException">It is somebody else, or somebody who does not know the secret.</exception>
    public static async Task<LinkAgreement> ConnectAsync(ILinkTransport transport, SiloMember wanted, LinkOptions options, CancellationToken cancellationToken)
    {
        var own = LinkHello.Of(options);
        var ownBytes = own.Encode();
        await SendAsync(transport, FrameKind.Hello, ownBytes, cancellationToken).ConfigureAwait(false);
        var peerBytes = await ReceiveAsync(transport, FrameKind.Hello, "", cancellationToken).ConfigureAwait(false);
        var peer = LinkHello.Decode(peerBytes) ?? throw NoHello();
        var protocol = Agree(own, peer);
        if (peer.Name != wanted.Name || peer.Incarnation != wanted.Incarnation)
            throw new LinkRefusedException(LinkRefusal.SomebodyElse, peer.Name, $"the silo {peer.Name} ({peer.Incarnation}) is there, not {wanted.Name} ({wanted.Incarnation})");

        await SendAsync(transport, FrameKind.Proof, LinkProof.OfClient(options.Secret.Span, ownBytes, peerBytes), cancellationToken).ConfigureAwait(false);
        var proof = await ReceiveAsync(transport, FrameKind.Proof, peer.Name, cancellationToken).ConfigureAwait(false);
        if (!LinkProof.AreEqual(proof, LinkProof.OfServer(options.Secret.Span, ownBytes, peerBytes)))
        {
            await SendAsync(transport, FrameKind.Refused, default, cancellationToken).ConfigureAwait(false);
            throw WrongSecret(peer.Name);
        }

        return new LinkAgreement(peer.Peer, own.Incarnation, protocol);
    }

    /// <summary>The side that serves.</summary>
    /// <exception cref="LinkRefusedException">It is nobody who knows the secret.</exception>
    public static async Task<LinkAgreement> AcceptAsync(ILinkTransport transport, LinkOptions options, CancellationToken cancellationToken)
    {
        var peerBytes = await ReceiveAsync(transport, FrameKind.Hello, "", cancellationToken).ConfigureAwait(false);
        var peer = LinkHello.Decode(peerBytes) ?? throw NoHello();
        var own = LinkHello.Of(options);
        var ownBytes = own.Encode();
        await SendAsync(transport, FrameKind.Hello, ownBytes, cancellationToken).ConfigureAwait(false);
        var protocol = Agree(own, peer);
        if (peer.Name == own.Name)
            throw new LinkRefusedException(LinkRefusal.SomebodyElse, peer.Name, "it has the name of this silo");

        var proof = await ReceiveAsync(transport, FrameKind.Proof, peer.Name, cancellationToken).ConfigureAwait(false);
        if (!LinkProof.AreEqual(proof, LinkProof.OfClient(options.Secret.Span, peerBytes, ownBytes)))
        {
            await SendAsync(transport, FrameKind.Refused, default, cancellationToken).ConfigureAwait(false);
            throw WrongSecret(peer.Name);
        }

        await SendAsync(transport, FrameKind.Proof, LinkProof.OfServer(options.Secret.Span, peerBytes, ownBytes), cancellationToken).ConfigureAwait(false);
        return new LinkAgreement(peer.Peer, own.Incarnation, protocol);
    }

    private static int Agree(LinkHello own, LinkHello peer)
    {
        if (own.MinProtocol > peer.MaxProtocol || peer.MinProtocol > own.MaxProtocol)
        {
            var message = $"it speaks the link protocols {peer.MinProtocol} to {peer.MaxProtocol}, this silo {own.MinProtocol} to {own.MaxProtocol}: their builds are too far apart";
            throw new LinkRefusedException(LinkRefusal.NoCommonProtocol, peer.Name, message);
        }

        return Math.Min(own.MaxProtocol, peer.MaxProtocol);
    }

    private static async Task SendAsync(ILinkTransport transport, FrameKind kind, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        FrameWriter.Write(transport.Output, kind, content.Span);
        await transport.Output.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    private static async Task<byte[]> ReceiveAsync(ILinkTransport transport, FrameKind expected, string peer, CancellationToken cancellationToken)
    {
        while (true)
        {
            var result = await transport.Input.ReadAsync(cancellationToken).ConfigureAwait(false);
            var rest = result.Buffer;
            if (TryTake(ref rest, peer, out var kind, out var content))
            {
                var bytes = content.ToArray();
                transport.Input.AdvanceTo(rest.Start);
                if (kind == FrameKind.Refused && expected == FrameKind.Proof)
                    throw WrongSecret(peer);
                return kind == expected ? bytes : throw new LinkRefusedException(LinkRefusal.Malformed, peer, $"a frame of kind {(int)kind} came where the handshake has {expected}");
            }

            transport.Input.AdvanceTo(rest.Start, rest.End);
            if (result.IsCompleted)
                throw new LinkRefusedException(LinkRefusal.Ended, peer, "it ended the stream in the handshake");
        }
    }

    private static bool TryTake(ref ReadOnlySequence<byte> rest, string peer, out FrameKind kind, out ReadOnlySequence<byte> content)
    {
        try
        {
            return FrameParser.TryTake(ref rest, MaxFrameBytes, out kind, out content);
        }
        catch (LinkProtocolException exception)
        {
            throw new LinkRefusedException(LinkRefusal.Malformed, peer, exception.Message);
        }
    }

    private static LinkRefusedException NoHello() => new(LinkRefusal.Malformed, "", "what it sent is not the hello of a silo");

    private static LinkRefusedException WrongSecret(string peer) => new(LinkRefusal.WrongSecret, peer, "it does not know the same OrleansSaga:Cluster:Secret");
}
