using System.Buffers;
using System.Reflection;

namespace OrleansSaga.Runtime.Embedded;

/// <summary>Encodes the messages of a topic as if they were the argument of a grain method.</summary>
internal sealed class ClusterTopic<T>(string topic, LinkTable links) : IClusterTopic<T>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly WireCodec<object?[]> _codec = new WireCompiler().Arguments(typeof(ClusterTopic<T>).GetMethod(nameof(Carry), BindingFlags.Static | BindingFlags.NonPublic)!);

    public bool TrySend(Guid peer, T message)
    {
        if (links.To(peer) is not { HasFailed: false } link)
            return false;
        var body = new ArrayBufferWriter<byte>();
        _codec.Write(body, [message]);
        return link.TrySend(new LinkRequest(topic, body.WrittenMemory, Patience, null), NobodyWaits.Instance);
    }

    /// <exception cref="WireFormatException">The bytes are no such message.</exception>
    public T Read(ReadOnlySpan<byte> body) => (T)_codec.Read(body)[0]!;

    /// <summary>Has the argument that is encoded.</summary>
    private static void Carry(T message) => _ = message;
}
