using System.Collections.Concurrent;
using OrleansSaga.Faults.Checking;

namespace OrleansSaga.Faults;

/// <summary>Everything that is asked about a run once all should be over.</summary>
internal static class Verdict
{
    private const int AskedOverTheApi = 300;
    private const int Readers = 4;

    /// <summary>Asks every judge. Every sentence is a broken promise.</summary>
    public static async Task<IReadOnlyList<string>> FindAsync(Evidence evidence, CancellationToken cancellationToken)
    {
        var known = evidence.Records.ToDictionary(record => record.Gid, record => evidence.Statuses.GetValueOrDefault(record.Gid), StringComparer.Ordinal);
        List<string> violations =
        [
            .. TransferJudge.Judge(evidence.Records, known, await evidence.Banks.AuditAsync(cancellation: cancellationToken)),
            .. evidence.Statuses.Keys.Where(gid => !known.ContainsKey(gid)).Select(gid => $"{gid}: in the journal, and nobody asked for it."),
            .. evidence.Workflows.Wrong.Select(wrong => $"a callback that should not be: {wrong}"),
        ];
        violations.AddRange(await CheckAsync(evidence, cancellationToken));
        foreach (var url in evidence.Servers.Urls)
            violations.AddRange(await CompareAsync(url, known, evidence.Seed, cancellationToken));
        return violations;
    }

    /// <summary>The independent checker, over journal and books.</summary>
    private static async Task<IEnumerable<string>> CheckAsync(Evidence evidence, CancellationToken cancellationToken)
    {
        var input = new CheckInput(
            evidence.Journal,
            [new BankSource("north", evidence.Books.North), new BankSource("south", evidence.Books.South)],
            [.. evidence.Records.Select(record => new AskedTransaction(record.Gid, record.Mode)
            {
                Acknowledged = record.IsAcknowledged,
                PromisedEnd = record.Promised,
                Amount = record.Amount,
                From = record.Payer,
                To = record.Payee,
            })]);
        var result = await FaultChecker.CheckAsync(input, cancellationToken);
        return result.Violations.Select(violation => $"promise {violation.Promise}: {violation.Gid}: {violation.Sentence}");
    }

    /// <summary>Every silo must say what stands in the journal.</summary>
    private static async Task<IEnumerable<string>> CompareAsync(string url, Dictionary<string, string?> known, int seed, CancellationToken cancellationToken)
    {
        using var server = new ServerList(url) { Attempts = 5, Pause = TimeSpan.FromSeconds(1), Patience = TimeSpan.FromSeconds(10) };
        var client = new DtmClient(server);
        var sample = known.Keys.ToArray();
        new Random(seed).Shuffle(sample);
        var wrong = new ConcurrentQueue<string>();
        await Parallel.ForEachAsync(sample.Take(AskedOverTheApi), new ParallelOptions { MaxDegreeOfParallelism = Readers, CancellationToken = cancellationToken }, async (gid, cancel) =>
        {
            try
            {
                var said = await client.StatusAsync(gid, cancel);
                if (said != known[gid])
                    wrong.Enqueue($"{gid}: {url} says {said ?? "nothing"}, the journal {known[gid] ?? "nothing"}.");
            }
            catch (HttpRequestException silent)
            {
                wrong.Enqueue($"{gid}: {url} cannot say what became of it: {silent.Message}");
            }
        });
        return wrong;
    }
}
