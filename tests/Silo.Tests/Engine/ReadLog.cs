using Microsoft.Extensions.DependencyInjection;
using OrleansSaga.Grains.Journal;
using OrleansSaga.Storage.GroupCommit;

namespace OrleansSaga.Silo.Tests.Engine;

/// <summary>Tells which transactions a silo loads from its journal.</summary>
internal sealed class ReadLog
{
    private readonly Lock _lock = new();
    private TaskCompletionSource<string>? _next;
    private int _count;

    /// <summary>How often it has loaded.</summary>
    public int Count => Volatile.Read(ref _count);

    public void AddTo(IServiceCollection services) =>
        services.AddSingleton<IJournal>(provider => new Journal(provider.GetRequiredService<GroupCommitJournal>(), this));

    /// <summary>The gid that is loaded next.</summary>
    public Task<string> NextAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
            _next = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        return _next.Task.WaitAsync(TimeSpan.FromSeconds(20), TimeProvider.System, cancellationToken);
    }

    private void Tell(string gid)
    {
        Interlocked.Increment(ref _count);
        lock (_lock)
            _next?.TrySetResult(gid);
    }

    private sealed class Journal(IJournal inner, ReadLog log) : ForwardingJournal(inner)
    {
        private readonly IJournal _inner = inner;

        public override ValueTask<JournalOutcome> WriteAsync(JournalWrite write, JournalLane lane, CancellationToken untilQueued) => _inner.WriteAsync(write, lane, untilQueued);

        public override ValueTask<StoredTransaction?> LoadAsync(string gid, CancellationToken cancellationToken)
        {
            log.Tell(gid);
            return base.LoadAsync(gid, cancellationToken);
        }
    }
}
