namespace OrleansSaga.Runtime.Embedded;

/// <summary>What became of a call.</summary>
/// <param name="Status">How it ended.</param>
/// <param name="Body">The result, encoded; for a failure its message in UTF-8.</param>
internal sealed record LinkReply(LinkStatus Status, ReadOnlyMemory<byte> Body);
