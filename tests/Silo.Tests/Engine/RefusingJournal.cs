using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using OrleansSaga.Grains.Journal;

namespace OrleansSaga.Silo.Tests.Engine;

/// <summary>A journal that finds its lane full a few times, and tells how long it took until the write was taken.</summary>
internal sealed class RefusingJournal(IJournal inner) : IJournal
{
    private readonly TaskCompletionSource<TimeSpan> _taken = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Func<JournalWrite, bool> _refuse = static _ => false;
    private int _left;
    private long _since;

    /// <summary>How long it took from the first refusal until the journal took it.</summary>
    public Task<TimeSpan> Taken => _taken.Task;

    public static void AddTo(WebApplicationBuilder builder) =>
        builder.Services.AddSingleton<IJournal>(provider => new RefusingJournal((IJournal)provider.GetRequiredService<IJournalMaintenance>()));

    public void Overload(int times, Func<JournalWrite, bool> which) => (_left, _refuse) = (times, which);

    public ValueTask<JournalOutcome> WriteAsync(JournalWrite write, JournalLane lane, CancellationToken untilQueued)
    {
        if (!_refuse(write))
            return inner.WriteAsync(write, lane, untilQueued);
        if (_since == 0)
            _since = TimeProvider.System.GetTimestamp();
        if (_left-- > 0)
            return ValueTask.FromResult(JournalOutcome.Overloaded);
        _taken.TrySetResult(TimeProvider.System.GetElapsedTime(_since));
        return inner.WriteAsync(write, lane, untilQueued);
    }

    public ValueTask<StoredTransaction?> LoadAsync(string gid, CancellationToken cancellationToken) => inner.LoadAsync(gid, cancellationToken);

    public ValueTask<IReadOnlyList<StoredRecord>> HistoryAsync(Guid instance, int fromVersion, int limit, CancellationToken cancellationToken) => inner.HistoryAsync(instance, fromVersion, limit, cancellationToken);

    public ValueTask<IReadOnlyList<DueTransaction>> DueAsync(DueQuery query, CancellationToken cancellationToken) => inner.DueAsync(query, cancellationToken);

    public ValueTask<IReadOnlyList<ListedTransaction>> ListAsync(TransactionFilter filter, CancellationToken cancellationToken) => inner.ListAsync(filter, cancellationToken);

    public ValueTask<DateTimeOffset> ReadTimeAsync(CancellationToken cancellationToken) => inner.ReadTimeAsync(cancellationToken);
}
