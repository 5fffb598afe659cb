using OrleansSaga.Benchmarks.Cli;
using OrleansSaga.Benchmarks.Measure;
using OrleansSaga.Benchmarks.Participants;

namespace OrleansSaga.Benchmarks.Laboratory;

internal static class Waiting
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    /// <summary>Asks the participants until so many sagas have called them.</summary>
    public static async Task<ParticipantReport> UntilCalledAsync(this Lab lab, int sagas, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Interval);
        var giveUpAt = Clock.Now + (long)(limit.TotalSeconds * Clock.Second);
        while (true)
        {
            var report = await lab.ParticipantsAsync("report", cancellationToken);
            if (report.Sagas >= sagas)
                return report;
            if (Clock.Now > giveUpAt)
                throw new BenchmarkException($"After {limit.TotalSeconds} s only {report.Sagas} of {sagas} sagas have called their participant.");
            await timer.WaitForNextTickAsync(cancellationToken);
        }
    }
}
