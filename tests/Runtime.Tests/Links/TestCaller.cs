using System.Text;

namespace OrleansSaga.Runtime.Tests.Links;

/// <summary>Waits for the end of one call, and sees when it is told twice.</summary>
internal sealed class TestCaller : ILinkCaller
{
    private readonly TaskCompletionSource<string> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _told;

    /// <summary>How often it was told.</summary>
    public int Told => Volatile.Read(ref _told);

    /// <summary>The end: "Done:body", or "broken:reason".</summary>
    public Task<string> End => _end.Task.Soon();

    public bool IsTold => _end.Task.IsCompleted;

    public void OnReply(LinkReply reply) => Tell($"{reply.Status}:{Encoding.UTF8.GetString(reply.Body.Span)}");

    public void OnBroken(string reason) => Tell($"broken:{reason}");

    private void Tell(string end)
    {
        Interlocked.Increment(ref _told);
        _end.TrySetResult(end);
    }
}
