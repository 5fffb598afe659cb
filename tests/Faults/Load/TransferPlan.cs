using System.Globalization;

namespace OrleansSaga.Faults;

/// <summary>Which transfer comes when. A pure function of seed and number.</summary>
internal static class TransferPlan
{
    /// <summary>How many accounts each bank has for each of the two kinds, so that clients seldom wait for one another.</summary>
    private const int Accounts = 32;

    private const long OpeningCents = 10_000_000;

    /// <summary>The modes, in the order in which they come.</summary>
    public static readonly IReadOnlyList<string> Modes = ["saga", "tcc", "msg", "xa", "workflow"];

    /// <summary>The accounts of a bank whose customers are called <paramref name="owner"/>. XA keeps rows locked until the coordinator decides, so that it has its own.</summary>
    public static Dictionary<string, long> Openings(string owner) =>
        Enumerable.Range(0, Accounts).SelectMany(i => (string[])[Account(owner, i), Account($"xa-{owner}", i)]).ToDictionary(name => name, _ => OpeningCents);

    /// <summary>Of every mode a tenth is refused by the first bank and a tenth by the second, and another tenth is left or given up by its client.</summary>
    public static TransferRecord Of(int seed, int number)
    {
        var (mode, turn) = (Modes[number % Modes.Count], number / Modes.Count % 10);
        var prefix = mode == "xa" ? "xa-" : "";
        // A message has nobody who could refuse its delivery.
        var (payer, payee) = turn switch
        {
            0 => ("nobody", Account($"{prefix}bob", number % Accounts)),
            5 when mode != "msg" => (Account($"{prefix}alice", number % Accounts), "nobody"),
            _ => (Account($"{prefix}alice", number % Accounts), Account($"{prefix}bob", number % Accounts)),
        };
        var conduct = (turn, mode) switch
        {
            (3, "saga") => Conduct.AsksTwice,
            (7, "tcc") when IsEvenRound(number) => Conduct.GivesUpBeforeTheTry,
            (7, "tcc") => Conduct.SendsALateTry,
            (8, _) => Conduct.LeavesInTheMiddle,
            _ => Conduct.Regular,
        };
        var gid = string.Create(CultureInfo.InvariantCulture, $"transfer-{seed}-{mode}-{number}");
        return new TransferRecord(gid, mode, payer, payee) { Conduct = conduct, TimeoutSeconds = 2 };
    }

    /// <summary>True for a client that asks another server for every call; half of each kind of transfer are such, and all that ask twice.</summary>
    public static bool Turns(TransferRecord record, int number) => record.Conduct == Conduct.AsksTwice || IsEvenRound(number + number % 2 * Round);

    // After fifty transfers each mode has had each turn, so that these alone would say nothing about even and odd numbers.
    private const int Round = 50;

    private static bool IsEvenRound(int number) => number / Round % 2 == 0;

    private static string Account(string owner, int index) => string.Create(CultureInfo.InvariantCulture, $"{owner}-{index}");
}
