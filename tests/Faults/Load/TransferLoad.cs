using System.Collections.Concurrent;
using System.Data.Common;
using OrleansSaga.Samples.Bank;

namespace OrleansSaga.Faults;

/// <summary>Clients that make transfers in all modes, spread over all servers, and remember what they have been promised.</summary>
internal sealed class TransferLoad(BankHost banks, WorkflowClient workflows, int seed, LoadOptions? options = null)
{
    private static readonly TimeSpan AfterTrouble = TimeSpan.FromMilliseconds(50);

    private readonly LoadOptions _options = options ?? new();
    private readonly ConcurrentQueue<TransferRecord> _records = new();
    private TaskCompletionSource _transferEnded = NewSignal();
    private int _next;

    /// <summary>Every transfer that was begun, oldest first.</summary>
    public IReadOnlyCollection<TransferRecord> Records => _records;

    /// <summary>Makes transfers until <paramref name="stop"/>, and ends those that were begun; servers that go away in the middle are expected.</summary>
    public Task RunAsync(ServerList servers, CancellationToken stop)
    {
        workflows.Use(servers);
        return Task.WhenAll(Enumerable.Range(0, _options.Clients).Select(_ => TransferAsync(servers, stop)));
    }

    /// <summary>Waits until the transfers that were made so far are enough; asks after each one.</summary>
    public async Task WhenAsync(Func<IReadOnlyCollection<TransferRecord>, bool> enough, CancellationToken cancellationToken)
    {
        while (true)
        {
            var ended = Volatile.Read(ref _transferEnded).Task;
            if (enough(_records))
                return;
            await ended.WaitAsync(cancellationToken);
        }
    }

    private async Task TransferAsync(ServerList servers, CancellationToken stop)
    {
        try
        {
            while (!stop.IsCancellationRequested)
            {
                var number = NumberOf(Interlocked.Increment(ref _next));
                var record = TransferPlan.Of(seed, number);
                _records.Enqueue(record);
                var rest = await TryAsync(servers, record, number) ? _options.Rest : AfterTrouble + _options.Rest;
                Interlocked.Exchange(ref _transferEnded, NewSignal()).SetResult();
                if (rest > TimeSpan.Zero)
                    await Task.Delay(rest, TimeProvider.System, stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return;
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private int NumberOf(int turn) => _options.Mode is { } mode ? turn * TransferPlan.Modes.Count + TransferPlan.Modes.Index().First(known => known.Item == mode).Index : turn;

    /// <summary>False when a server, a participant or the sender's database went away in the middle: the client leaves the transfer as it is.</summary>
    private async Task<bool> TryAsync(ServerList servers, TransferRecord record, int number)
    {
        // Not cancelled: a request that a silo reads after everything was judged would be a mystery. Attempts and patience end it.
        var never = CancellationToken.None;
        var client = new TransferClient(new DtmClient(servers, number, TransferPlan.Turns(record, number)), banks);
        try
        {
            await (record.Mode switch
            {
                "saga" => client.SagaAsync(record, concurrent: number % 3 == 0, never),
                "tcc" => client.TccAsync(record, never),
                "msg" => client.MessageAsync(record, never),
                "xa" => client.XaAsync(record, never),
                _ => workflows.RunAsync(record, number, never),
            });
            return true;
        }
        catch (Exception gone) when (gone is HttpRequestException or IOException or DbException or WorkflowInterruptedException)
        {
            return false;
        }
    }
}
