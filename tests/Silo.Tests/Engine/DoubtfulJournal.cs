using OrleansSaga.Grains.Journal;

namespace OrleansSaga.Silo.Tests.Engine;

/// <summary>A journal whose first creation is durable although its answer was lost.</summary>
internal sealed class DoubtfulJournal(IJournal inner) : ForwardingJournal(inner)
{
    private readonly IJournal _inner = inner;
    private int _doubts = 1;

    public override async ValueTask<JournalOutcome> WriteAsync(JournalWrite write, JournalLane lane, CancellationToken untilQueued)
    {
        var outcome = await _inner.WriteAsync(write, lane, untilQueued);
        return write is CreateWrite && Interlocked.Decrement(ref _doubts) == 0 ? JournalOutcome.Unavailable : outcome;
    }
}
