using System.Collections.Concurrent;
using OrleansSaga.Grains.Journal;

namespace OrleansSaga.Silo.Tests.Engine;

/// <summary>Remembers what kind each write was, and refuses the first few checks of the fence, as if another activation had written.</summary>
internal sealed class WriteLog(IJournal inner, int refusedChecks = 0) : ForwardingJournal(inner)
{
    private readonly IJournal _inner = inner;
    private readonly ConcurrentQueue<string> _kinds = new();
    private int _refusedChecks = refusedChecks;

    /// <summary>Create, append, push and check, in the order of their coming.</summary>
    public IReadOnlyCollection<string> Kinds => _kinds;

    public override ValueTask<JournalOutcome> WriteAsync(JournalWrite write, JournalLane lane, CancellationToken untilQueued)
    {
        _kinds.Enqueue(write.GetType().Name.Replace("Write", "", StringComparison.Ordinal));
        return write is CheckWrite && Interlocked.Decrement(ref _refusedChecks) >= 0
            ? ValueTask.FromResult(JournalOutcome.Conflict)
            : _inner.WriteAsync(write, lane, untilQueued);
    }
}
