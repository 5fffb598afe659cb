using System.Collections.Concurrent;

namespace OrleansSaga.Faults;

/// <summary>Waits until every transfer that a server knows has come to its end.</summary>
internal static class Settlement
{
    private const int Readers = 8;

    /// <summary>
    /// Asks for the status of every transfer until all are final, or <paramref name="deadline"/> has passed. Returns the last known
    /// statuses; null for a transfer that the server does not know.
    /// </summary>
    public static async Task<IReadOnlyDictionary<string, string?>> AwaitAsync(
        DtmClient dtm, IEnumerable<TransferRecord> records, TimeSpan deadline, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(250), TimeProvider.System);
        var started = TimeProvider.System.GetTimestamp();
        var statuses = new ConcurrentDictionary<string, string?>(StringComparer.Ordinal);
        var open = records.Select(record => record.Gid).ToList();
        while (true)
        {
            await Parallel.ForEachAsync(open, new ParallelOptions { MaxDegreeOfParallelism = Readers, CancellationToken = cancellationToken }, async (gid, cancel) =>
                statuses[gid] = await dtm.StatusAsync(gid, cancel));
            open = [.. open.Where(gid => statuses[gid] is not (null or "succeed" or "failed"))];
            if (open.Count == 0 || TimeProvider.System.GetElapsedTime(started) > deadline)
                return statuses;
            await timer.WaitForNextTickAsync(cancellationToken);
        }
    }
}
