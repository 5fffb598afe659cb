namespace OrleansSaga.Benchmarks.Http;

/// <summary>A response: status code, and a body that is valid until its reader is reset.</summary>
internal readonly record struct HttpReply(int Status, ReadOnlyMemory<byte> Body);
