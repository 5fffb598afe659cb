using System.Net;
using System.Text.Json;
using OrleansSaga.Samples.Bank;

namespace OrleansSaga.Faults;

/// <summary>
/// Moves money from bank north to bank south in each mode, as an application with an SDK of DTM does. Notes in the record what it was
/// promised. When the server goes away in the middle it lets the exception pass.
/// </summary>
internal sealed class TransferClient(DtmClient dtm, BankHost banks)
{
    public async Task SagaAsync(TransferRecord record, bool concurrent, CancellationToken cancellationToken)
    {
        var (north, south) = (Address(banks.North, "transfer-out"), Address(banks.South, "transfer-in"));
        var body = new
        {
            gid = record.Gid,
            trans_type = "saga",
            retry_interval = 1,
            custom_data = concurrent ? """{"concurrent":true}""" : "",
            steps = new[] { Step(north), Step(south) },
            payloads = new[] { PayloadText(record.Payer, record), PayloadText(record.Payee, record) },
        };
        record.Asked = "succeed";
        var answers = await Task.WhenAll(Enumerable.Range(0, record.Conduct == Conduct.AsksTwice ? 2 : 1).Select(_ => dtm.CallAsync("submit", body, cancellationToken)));
        record.IsAcknowledged |= answers.Any(answer => answer.IsOk);

        static Dictionary<string, string> Step(string address) => new() { ["action"] = address, ["compensate"] = address + "/compensate" };
    }

    public async Task TccAsync(TransferRecord record, CancellationToken cancellationToken)
    {
        if (!await PrepareAsync(record, cancellationToken))
            return;
        var (north, south) = (Address(banks.North, "reserve-out"), Address(banks.South, "reserve-in"));
        if (!await RegisterTccAsync(record, "01", north, record.Payer, cancellationToken)
            || !await TryAsync(record, "01", north, record.Payer, cancellationToken)
            || !await RegisterTccAsync(record, "02", south, record.Payee, cancellationToken))
        {
            await EndAsync(record, "abort", "failed", cancellationToken);
            return;
        }

        switch (record.Conduct)
        {
            case Conduct.LeavesInTheMiddle:
                return;
            case Conduct.GivesUpBeforeTheTry:
                await EndAsync(record, "abort", "failed", cancellationToken);
                return;
            case Conduct.SendsALateTry:
                await EndAsync(record, "abort", "failed", cancellationToken);
                await TryAsync(record, "02", south, record.Payee, cancellationToken);
                return;
            default:
                var isTried = await TryAsync(record, "02", south, record.Payee, cancellationToken);
                await EndAsync(record, isTried ? "submit" : "abort", isTried ? "succeed" : "failed", cancellationToken);
                return;
        }
    }

    public async Task XaAsync(TransferRecord record, CancellationToken cancellationToken)
    {
        if (!await PrepareAsync(record, cancellationToken))
            return;
        var isPrepared = await XaActionAsync(record, "01", Address(banks.North, "xa/transfer-out"), record.Payer, cancellationToken);
        if (record.Conduct == Conduct.LeavesInTheMiddle)
            return;
        isPrepared = isPrepared && await XaActionAsync(record, "02", Address(banks.South, "xa/transfer-in"), record.Payee, cancellationToken);
        await EndAsync(record, isPrepared ? "submit" : "abort", isPrepared ? "succeed" : "failed", cancellationToken);
    }

    /// <summary>Phase one of XA at one bank, which registers itself.</summary>
    public async Task<bool> XaActionAsync(TransferRecord record, string branchId, string address, string account, CancellationToken cancellationToken)
    {
        var call = Call(record, address, branchId, "action", $"&dtm={Uri.EscapeDataString(dtm.Base)}&phase2_url={Uri.EscapeDataString(address)}");
        return await dtm.CallBranchAsync(call, Payload(account, record), cancellationToken) == HttpStatusCode.OK;
    }

    public async Task MessageAsync(TransferRecord record, CancellationToken cancellationToken)
    {
        if (!await PrepareMessageAsync(record, cancellationToken))
            return;
        var outcome = await LocalTransactionAsync(record, cancellationToken);
        if (record.Conduct == Conduct.LeavesInTheMiddle)
            return;
        if (outcome.Verdict is BarrierVerdict.Applied or BarrierVerdict.Refused)
            await EndAsync(record, outcome.Verdict == BarrierVerdict.Applied ? "submit" : "abort", record.Promised!, cancellationToken, Message(record));
    }

    /// <summary>Begins a TCC or XA transaction.</summary>
    public Task<bool> PrepareAsync(TransferRecord record, CancellationToken cancellationToken) =>
        PrepareAsync(record, new { gid = record.Gid, trans_type = record.Mode, retry_interval = 1, timeout_to_fail = record.TimeoutSeconds }, cancellationToken);

    public Task<bool> PrepareMessageAsync(TransferRecord record, CancellationToken cancellationToken) =>
        PrepareAsync(record, Message(record), cancellationToken);

    /// <summary>The sender's own transaction, behind the barrier. Whatever comes of it binds the server, which can ask.</summary>
    public async Task<BarrierOutcome> LocalTransactionAsync(TransferRecord record, CancellationToken cancellationToken)
    {
        var outcome = await banks.North.Service.MoveAsync(new BranchRequest(record.Gid, "msg", "00", "msg"), record.Payer, -record.Amount, cancellationToken);
        record.Promised = outcome.Verdict switch
        {
            BarrierVerdict.Applied => "succeed",
            BarrierVerdict.Refused or BarrierVerdict.Late => "failed",
            _ => null,
        };
        return outcome;
    }

    public async Task<bool> RegisterTccAsync(TransferRecord record, string branchId, string address, string account, CancellationToken cancellationToken)
    {
        var answer = await dtm.CallAsync("registerBranch", new
        {
            gid = record.Gid,
            trans_type = "tcc",
            branch_id = branchId,
            data = PayloadText(account, record),
            confirm = address + "/confirm",
            cancel = address + "/cancel",
        }, cancellationToken);
        return answer.IsOk;
    }

    public async Task<bool> TryAsync(TransferRecord record, string branchId, string address, string account, CancellationToken cancellationToken) =>
        await dtm.CallBranchAsync(Call(record, address, branchId, "try"), Payload(account, record), cancellationToken) == HttpStatusCode.OK;

    /// <summary>submit or abort. Once it is acknowledged, the transaction must end as <paramref name="promised"/>.</summary>
    public async Task EndAsync(TransferRecord record, string call, string promised, CancellationToken cancellationToken, object? body = null)
    {
        record.Asked = promised;
        var answer = await dtm.CallAsync(call, body ?? new { gid = record.Gid, trans_type = record.Mode }, cancellationToken);
        if (answer.IsOk)
            record.Promised = promised;
    }

    public static string Address(RunningBank bank, string path) => new Uri(bank.BaseAddress, path).ToString();

    internal static Uri Call(TransferRecord record, string address, string branchId, string op, string more = "") =>
        new($"{address}?branch_id={branchId}&gid={record.Gid}&op={op}&trans_type={record.Mode}{more}");

    internal static object Payload(string account, TransferRecord record) => new { account, amount = record.Amount };

    private static string PayloadText(string account, TransferRecord record) => JsonSerializer.Serialize(Payload(account, record));

    private async Task<bool> PrepareAsync(TransferRecord record, object body, CancellationToken cancellationToken)
    {
        var answer = await dtm.CallAsync("prepare", body, cancellationToken);
        record.IsAcknowledged |= answer.IsOk;
        return answer.IsOk;
    }

    private object Message(TransferRecord record) => new
    {
        gid = record.Gid,
        trans_type = "msg",
        retry_interval = 1,
        timeout_to_fail = record.TimeoutSeconds,
        query_prepared = Address(banks.North, "check-back"),
        steps = new[] { new { action = Address(banks.South, "transfer-in") } },
        payloads = new[] { PayloadText(record.Payee, record) },
    };
}
