using System.Collections.Concurrent;
using System.Globalization;
using OrleansSaga.Samples.Bank;

namespace OrleansSaga.EndToEnd.Tests;

/// <summary>Clients that make transfers in all modes as fast as they are answered, and remember what the server has promised them.</summary>
internal sealed class TransferLoad(BankHost banks, WorkflowClient workflows, int seed)
{
    /// <summary>How many accounts each bank has for each of the two kinds, so that clients seldom wait for one another.</summary>
    public const int Accounts = 32;

    private const int Clients = 8;

    private static readonly string[] Modes = ["saga", "tcc", "msg", "xa", "workflow"];

    private readonly ConcurrentQueue<TransferRecord> _records = new();
    private int _next;

    /// <summary>Every transfer that was begun, oldest first.</summary>
    public IReadOnlyCollection<TransferRecord> Records => _records;

    /// <summary>Names of the accounts of a bank. XA keeps rows locked until the coordinator decides, so that it has its own.</summary>
    public static Dictionary<string, long> Openings(string owner) =>
        Enumerable.Range(0, Accounts).SelectMany(i => (string[])[Account(owner, i), Account($"xa-{owner}", i)]).ToDictionary(name => name, _ => 10_000_000L);

    /// <summary>Makes transfers until <paramref name="stop"/>; a server that goes away in the middle is expected.</summary>
    public Task RunAsync(string url, CancellationToken stop)
    {
        workflows.Use(url);
        return Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => TransferAsync(url, stop)));
    }

    private static string Account(string owner, int index) => string.Create(CultureInfo.InvariantCulture, $"{owner}-{index}");

    private async Task TransferAsync(string url, CancellationToken stop)
    {
        using var dtm = new DtmClient(url);
        var client = new TransferClient(dtm, banks);
        while (!stop.IsCancellationRequested)
        {
            var number = Interlocked.Increment(ref _next);
            var record = Plan(number);
            _records.Enqueue(record);
            try
            {
                await TransferAsync(client, record, isConcurrent: number % 3 == 0, stop);
            }
            catch (WorkflowInterruptedException)
            {
                // The server calls back.
            }
            catch (Exception gone) when (gone is HttpRequestException or IOException)
            {
                return;
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private Task TransferAsync(TransferClient client, TransferRecord record, bool isConcurrent, CancellationToken stop) => record.Mode switch
    {
        "saga" => client.SagaAsync(record, isConcurrent, stop),
        "tcc" => client.TccAsync(record, stop),
        "msg" => client.MessageAsync(record, stop),
        "xa" => client.XaAsync(record, stop),
        _ => workflows.RunAsync(record, stop),
    };

    // Of every mode a tenth is refused by the first bank and a tenth by the second, and another tenth is left or given up by its client.
    private TransferRecord Plan(int number)
    {
        var (mode, turn) = (Modes[number % Modes.Length], number / Modes.Length % 10);
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
            (7, "tcc") when number % 2 == 0 => Conduct.GivesUpBeforeTheTry,
            (7, "tcc") => Conduct.SendsALateTry,
            (8, _) => Conduct.LeavesInTheMiddle,
            _ => Conduct.Regular,
        };
        var gid = string.Create(CultureInfo.InvariantCulture, $"kill-{seed}-{mode}-{number}");
        return new TransferRecord(gid, mode, payer, payee) { Conduct = conduct, TimeoutSeconds = 2 };
    }
}
