using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using OrleansSaga.Grains.Journal;

namespace OrleansSaga.Silo.Tests.Engine;

/// <summary>A journal that finds its lane full a few times, and tells how long it took until the write was taken.</summary>
internal sealed class RefusingJournal(IJournal inner) : ForwardingJournal(inner)
{
    private readonly IJournal _inner = inner;
    private readonly TaskCompletionSource<TimeSpan> _taken = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Func<JournalWrite, bool> _refuse = static _ => false;
    private int _left;
    private long _since;

    /// <summary>How long it took from the first refusal until the journal took it.</summary>
    public Task<TimeSpan> Taken => _taken.Task;

    public static void AddTo(WebApplicationBuilder builder) =>
        builder.Services.AddSingleton<IJournal>(provider => new RefusingJournal((IJournal)provider.GetRequiredService<IJournalMaintenance>()));

    public void Overload(int times, Func<JournalWrite, bool> which) => (_left, _refuse) = (times, which);

    public override ValueTask<JournalOutcome> WriteAsync(JournalWrite write, JournalLane lane, CancellationToken untilQueued)
    {
        if (!_refuse(write))
            return _inner.WriteAsync(write, lane, untilQueued);
        if (_since == 0)
            _since = TimeProvider.System.GetTimestamp();
        if (_left-- > 0)
            return ValueTask.FromResult(JournalOutcome.Overloaded);
        _taken.TrySetResult(TimeProvider.System.GetElapsedTime(_since));
        return _inner.WriteAsync(write, lane, untilQueued);
    }
}
