using System.Buffers.Text;

namespace OrleansSaga.Silo.Application;

/// <summary>Makes ids of requests: a UUIDv7 in base64url, 22 characters. They stand in the records that the requests cause.</summary>
internal static class NewRequestId
{
    /// <summary>A new id.</summary>
    public static string Create(TimeProvider time)
    {
        Span<byte> id = stackalloc byte[16];
        Guid.CreateVersion7(time.GetUtcNow()).TryWriteBytes(id, bigEndian: true, out _);
        return Base64Url.EncodeToString(id);
    }
}
