using System.Buffers.Binary;
using System.Security.Cryptography;

namespace OrleansSaga.Runtime.Embedded;

/// <summary>
/// That a side knows the secret: HMAC-SHA256 over who proves, and both hellos as they were on the wire, with their nonces, names,
/// incarnations and protocols. So no proof fits another session, the other direction, or hellos that somebody has changed.
/// </summary>
internal static class LinkProof
{
    private static ReadOnlySpan<byte> ClientContext => "OrleansSaga silo link: proof of the side that connects\0"u8;

    private static ReadOnlySpan<byte> ServerContext => "OrleansSaga silo link: proof of the side that serves\0"u8;

    public static byte[] OfClient(ReadOnlySpan<byte> secret, ReadOnlySpan<byte> clientHello, ReadOnlySpan<byte> serverHello) =>
        Compute(secret, ClientContext, clientHello, serverHello);

    public static byte[] OfServer(ReadOnlySpan<byte> secret, ReadOnlySpan<byte> clientHello, ReadOnlySpan<byte> serverHello) =>
        Compute(secret, ServerContext, clientHello, serverHello);

    public static bool AreEqual(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other) => CryptographicOperations.FixedTimeEquals(one, other);

    private static byte[] Compute(ReadOnlySpan<byte> secret, ReadOnlySpan<byte> context, ReadOnlySpan<byte> clientHello, ReadOnlySpan<byte> serverHello)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, secret);
        hmac.AppendData(context);
        AppendWithLength(hmac, clientHello);
        AppendWithLength(hmac, serverHello);
        return hmac.GetHashAndReset();
    }

    private static void AppendWithLength(IncrementalHash hmac, ReadOnlySpan<byte> bytes)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
        hmac.AppendData(length);
        hmac.AppendData(bytes);
    }
}
