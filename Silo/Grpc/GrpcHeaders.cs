namespace OrleansSaga.Silo.Grpc;

/// <summary>Names and values that gRPC gives to HTTP/2 headers and trailers.</summary>
internal static class GrpcHeaders
{
    public const string Status = "grpc-status";
    public const string Message = "grpc-message";
    public const string Timeout = "grpc-timeout";
    public const string Encoding = "grpc-encoding";
    public const string AcceptEncoding = "grpc-accept-encoding";

    /// <summary>The only encoding of messages that is spoken here.</summary>
    public const string Identity = "identity";

    public const string ContentType = "application/grpc";

    /// <summary>Whether a content type is gRPC's: with any suffix such as +proto, and with any parameters.</summary>
    public static bool IsGrpc(ReadOnlySpan<char> contentType) =>
        contentType.StartsWith(ContentType, StringComparison.OrdinalIgnoreCase)
        && (contentType.Length == ContentType.Length || contentType[ContentType.Length] is '+' or ';' or ' ');
}
