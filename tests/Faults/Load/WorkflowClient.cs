using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using OrleansSaga.Samples.Bank;

namespace OrleansSaga.Faults;

/// <summary>
/// Runs a transfer as a workflow, as an SDK does: every step's result is recorded before the next begins, a repeated run takes what is
/// recorded and calls only what is not, and the server calls back when nothing was heard for a while.
/// </summary>
internal sealed class WorkflowClient : IAsyncDisposable
{
    private const string Name = "transfer";

    private readonly TestParticipant _callbacks;
    private readonly BankHost _banks;
    private readonly ConcurrentDictionary<string, TransferRecord> _records = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _wrong = new();
    private ServerList _servers = new("http://127.0.0.1:1");
    private int _calls;

    private WorkflowClient(TestParticipant callbacks, BankHost banks)
    {
        _callbacks = callbacks;
        _banks = banks;
    }

    /// <summary>How often the server has called back.</summary>
    public int Callbacks => Volatile.Read(ref _calls);

    /// <summary>Callbacks that did not look as they should.</summary>
    public IReadOnlyCollection<string> Wrong => _wrong;

    /// <summary>Starts to listen for callbacks.</summary>
    public static async Task<WorkflowClient> StartAsync(BankHost banks, CancellationToken cancellationToken)
    {
        var client = new WorkflowClient(await TestParticipant.StartAsync(cancellationToken), banks);
        client._callbacks.Answer = client.OnCallbackAsync;
        return client;
    }

    /// <summary>Which servers to talk to from now on.</summary>
    public void Use(ServerList servers) => Volatile.Write(ref _servers, servers);

    /// <summary>Runs the workflow from its beginning, or from where it was left.</summary>
    /// <param name="record">The transfer; callbacks note in it what they are promised.</param>
    /// <param name="first">Which server to begin with.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    public Task RunAsync(TransferRecord record, int first, CancellationToken cancellationToken)
    {
        _records[record.Gid] = record;
        return RunAsync(record, isCallback: false, first, cancellationToken);
    }

    public ValueTask DisposeAsync() => _callbacks.DisposeAsync();

    private async Task RunAsync(TransferRecord record, bool isCallback, int first, CancellationToken cancellationToken)
    {
        var dtm = new DtmClient(Volatile.Read(ref _servers), first, turns: first % 2 == 1);
        // The same bytes in every run, whatever is known by then.
        var data = Convert.ToBase64String(JsonSerializer.SerializeToUtf8Bytes(record with { IsAcknowledged = false, Asked = null, Promised = null }));
        var answer = await dtm.CallAsync("prepareWorkflow", new
        {
            gid = record.Gid,
            trans_type = "workflow",
            retry_interval = 1,
            query_prepared = _callbacks.Url + "/resume",
            custom_data = JsonSerializer.Serialize(new { name = Name, data }),
        }, cancellationToken);
        if (!answer.IsOk)
            throw new HttpRequestException($"prepareWorkflow: {answer.Status} {answer.Text}");
        record.IsAcknowledged = true;
        var run = new Run(dtm, record, answer.Json());
        if (!run.IsOver)
            await PlayAsync(run, isCallback, cancellationToken);
    }

    /// <summary>The user's function: money out at once, money in by try and commit.</summary>
    private async Task PlayAsync(Run run, bool isCallback, CancellationToken cancellationToken)
    {
        var record = run.Record;
        var (north, south) = (TransferClient.Address(_banks.North, "transfer-out"), TransferClient.Address(_banks.South, "reserve-in"));
        if (!await run.TryAsync("01", north, record.Payer, cancellationToken))
        {
            await run.EndAsync("failed", cancellationToken);
            return;
        }

        if (record.Conduct == Conduct.LeavesInTheMiddle && !isCallback)
            return;
        if (await run.TryAsync("02", south, record.Payee, cancellationToken))
        {
            await run.MustAsync("02", "commit", south + "/confirm", record.Payee, cancellationToken);
            await run.EndAsync("succeed", cancellationToken);
        }
        else
        {
            await run.MustAsync("01", "rollback", north + "/compensate", record.Payer, cancellationToken);
            await run.EndAsync("failed", cancellationToken);
        }
    }

    private async Task<(int Status, string Body)> OnCallbackAsync(ParticipantCall call)
    {
        var first = Interlocked.Increment(ref _calls);
        var record = JsonSerializer.Deserialize<TransferRecord>(call.Body)!;
        if ((call.Gid, call.BranchId, call.Op) != (record.Gid, "00", Name))
            _wrong.Enqueue($"{call.Gid}/{call.BranchId}/{call.Op} with {call.Body}");
        try
        {
            await RunAsync(_records.GetValueOrDefault(record.Gid, record), isCallback: true, first, call.Aborted);
            return (200, """{"dtm_result":"SUCCESS"}""");
        }
        catch (Exception gone) when (gone is HttpRequestException or OperationCanceledException or WorkflowInterruptedException)
        {
            // The server is being killed, or a step is not done yet: it calls again.
            return (500, """{"message":"interrupted"}""");
        }
    }

    /// <summary>One run of one workflow.</summary>
    private sealed class Run(DtmClient dtm, TransferRecord record, JsonElement prepared)
    {
        private readonly Dictionary<(string Branch, string Op), string> _recorded = prepared.GetProperty("progresses").EnumerateArray()
            .ToDictionary(row => (row.GetProperty("branch_id").GetString()!, row.GetProperty("op").GetString()!), row => row.GetProperty("status").GetString()!);

        public TransferRecord Record { get; } = record;

        public bool IsOver { get; } = prepared.GetProperty("transaction").GetProperty("status").GetString() is "succeed" or "failed";

        /// <summary>One action: from the record, or by a call whose result is then recorded. False when the participant said no.</summary>
        public async Task<bool> TryAsync(string branchId, string address, string account, CancellationToken cancellationToken)
        {
            if (_recorded.TryGetValue((branchId, "action"), out var known))
                return known == "succeed";
            var isDone = await CallAsync(branchId, "action", address, account, cancellationToken) switch
            {
                HttpStatusCode.OK => true,
                HttpStatusCode.Conflict => false,
                var other => throw new WorkflowInterruptedException($"{branchId}/action: {other}"),
            };
            await RecordAsync(branchId, "action", isDone ? "succeed" : "failed", cancellationToken);
            return isDone;
        }

        /// <summary>A commit or a rollback, which cannot be refused for good.</summary>
        public async Task MustAsync(string branchId, string op, string address, string account, CancellationToken cancellationToken)
        {
            if (_recorded.ContainsKey((branchId, op)))
                return;
            if (await CallAsync(branchId, op, address, account, cancellationToken) is not HttpStatusCode.OK and var status)
                throw new WorkflowInterruptedException($"{branchId}/{op}: {status}");
            await RecordAsync(branchId, op, "succeed", cancellationToken);
        }

        /// <summary>Tells the server how it ended. Once that is acknowledged, it stays so.</summary>
        public async Task EndAsync(string status, CancellationToken cancellationToken)
        {
            var end = new Dictionary<string, string> { ["status"] = status, ["rollback_reason"] = status == "failed" ? "refused" : "", ["result"] = "" };
            Record.Asked = status;
            var answer = await dtm.CallAsync("submit", new { gid = Record.Gid, trans_type = "workflow", req_extra = end }, cancellationToken);
            if (answer.IsOk)
                Record.Promised ??= status;
        }

        private Task<HttpStatusCode> CallAsync(string branchId, string op, string address, string account, CancellationToken cancellationToken) =>
            dtm.CallBranchAsync(TransferClient.Call(Record, address, branchId, op), TransferClient.Payload(account, Record), cancellationToken);

        private async Task RecordAsync(string branchId, string op, string status, CancellationToken cancellationToken)
        {
            var row = new { gid = Record.Gid, trans_type = "workflow", branch_id = branchId, op, status, data = $"{branchId}-{op}-{status}" };
            var answer = await dtm.CallAsync("registerBranch", row, cancellationToken);
            if (!answer.IsOk)
                throw new WorkflowInterruptedException($"{branchId}/{op}: the server does not record '{status}': {answer.Status} {answer.Text}");
        }
    }
}
