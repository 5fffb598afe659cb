using OrleansSaga.Faults.Checking.Journal;

namespace OrleansSaga.Faults.Checking.Rules;

/// <summary>Nothing acknowledged is lost, what a client was told stays true, and nothing is there that nobody asked for.</summary>
internal static class AskedRule
{
    private const int Promise = 5;
    private const int Stranger = 9;

    public static IEnumerable<Violation> Check(IReadOnlyList<AskedTransaction> asked, IReadOnlyDictionary<string, Transaction> stored)
    {
        var known = new HashSet<string>(asked.Count, StringComparer.Ordinal);
        foreach (var ask in asked)
        {
            known.Add(ask.Gid);
            stored.TryGetValue(ask.Gid, out var transaction);
            if (Judge(ask, transaction) is { } guilt)
                yield return new(Promise, ask.Gid, guilt);
        }

        foreach (var gid in stored.Keys.Where(gid => !known.Contains(gid)))
            yield return new(Stranger, gid, "nobody asked for it");
    }

    private static string? Judge(AskedTransaction ask, Transaction? stored)
    {
        if (stored is null)
            return ask.Acknowledged || ask.ToldEnd is not null || ask.PromisedEnd is not null ? "it was acknowledged, and is lost" : null;
        if (stored.Mode != Mode.Unknown && stored.Mode.Name() != ask.Mode)
            return $"it was asked for as {ask.Mode}, and is a {stored.Mode.Name()}";
        var status = stored.Status.Name();
        if (ask.ToldEnd is not null && ask.ToldEnd != status)
            return $"a client was told that it has ended as {ask.ToldEnd}, and it is {status}";
        return ask.PromisedEnd is not null && IsAgainst(ask.PromisedEnd, stored) ? $"a client was promised {ask.PromisedEnd}, and it is {status}" : null;
    }

    // Before its end a saga may still turn back; the decisions of the others are final.
    private static bool IsAgainst(string promised, Transaction stored) => stored.Status switch
    {
        Status.Aborting => promised == "succeed",
        Status.Submitted => promised == "failed" && stored.Mode != Mode.Saga,
        Status.Succeed or Status.Failed => promised != stored.Status.Name(),
        _ => false,
    };
}
