using OrleansSaga.Samples.Bank;

namespace OrleansSaga.Faults;

/// <summary>Everything that is asked about a run once all should be over.</summary>
internal static class Verdict
{
    private const int AskedOverTheApi = 300;
    private const int Readers = 4;

    /// <param name="records">What clients asked for and were promised.</param>
    /// <param name="statuses">What stands in the journal.</param>
    /// <param name="banks">The participants.</param>
    /// <param name="workflows">The workflows' client.</param>
    /// <param name="servers">All silos.</param>
    /// <param name="seed">Chooses the transfers that all silos are asked about.</param>
    /// <param name="cancellationToken">Ends the check.</param>
    /// <returns>Every sentence is a broken promise.</returns>
    public static async Task<List<string>> FindAsync(
        IReadOnlyList<TransferRecord> records,
        IReadOnlyDictionary<string, string> statuses,
        BankHost banks,
        WorkflowClient workflows,
        ServerList servers,
        int seed,
        CancellationToken cancellationToken)
    {
        var known = records.ToDictionary(record => record.Gid, record => statuses.GetValueOrDefault(record.Gid), StringComparer.Ordinal);
        List<string> violations =
        [
            .. TransferJudge.Judge(records, known, await banks.AuditAsync(cancellation: cancellationToken)),
            .. statuses.Keys.Where(gid => !known.ContainsKey(gid)).Select(gid => $"{gid}: in the journal, and nobody asked for it."),
            .. workflows.Wrong.Select(wrong => $"a callback that should not be: {wrong}"),
        ];
        foreach (var url in servers.Urls)
            violations.AddRange(await CompareAsync(url, known, seed, cancellationToken));
        return violations;
    }

    /// <summary>Every silo must say what stands in the journal.</summary>
    private static async Task<IEnumerable<string>> CompareAsync(string url, Dictionary<string, string?> known, int seed, CancellationToken cancellationToken)
    {
        using var server = new ServerList(url) { Attempts = 5, Pause = TimeSpan.FromSeconds(1), Patience = TimeSpan.FromSeconds(10) };
        var client = new DtmClient(server);
        var sample = known.Keys.ToArray();
        new Random(seed).Shuffle(sample);
        var wrong = new System.Collections.Concurrent.ConcurrentQueue<string>();
        await Parallel.ForEachAsync(sample.Take(AskedOverTheApi), new ParallelOptions { MaxDegreeOfParallelism = Readers, CancellationToken = cancellationToken }, async (gid, cancel) =>
        {
            var said = await client.StatusAsync(gid, cancel);
            if (said != known[gid])
                wrong.Enqueue($"{gid}: {url} says {said ?? "nothing"}, the journal {known[gid] ?? "nothing"}.");
        });
        return wrong;
    }
}
