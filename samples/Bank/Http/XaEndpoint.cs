using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Http;

namespace OrleansSaga.Samples.Bank;

/// <summary>
/// One address for both phases of XA. Phase one (op action) is called by the client, with the coordinator's address in
/// <c>dtm</c> and the address for phase two in <c>phase2_url</c>: the bank registers itself, then prepares. Phase two
/// (op commit or rollback) is called by the coordinator, without a body.
/// </summary>
internal static class XaEndpoint
{
    private static readonly HttpClient Coordinator = new() { Timeout = TimeSpan.FromSeconds(3) };

    public static async Task<IResult> RunAsync(HttpContext context, BankService bank, int sign)
    {
        if (!BranchRequest.TryParse(context.Request.Query, out var request, out var error))
            return BankReply.BadRequest(error);
        return request.Op switch
        {
            "action" => await PrepareAsync(context, bank, request, sign),
            "commit" => await FinishAsync(context, bank, request, () => bank.Xa.CommitAsync(request, CancellationToken.None)),
            "rollback" => await FinishAsync(context, bank, request, () => bank.Xa.RollbackAsync(request, CancellationToken.None)),
            _ => BankReply.BadRequest(BankReply.WrongOp),
        };
    }

    private static async Task<IResult> PrepareAsync(HttpContext context, BankService bank, BranchRequest request, int sign)
    {
        if (!TryAddress(context, "dtm", out var dtm) || !TryAddress(context, "phase2_url", out var phase2))
            return BankReply.BadRequest("The query parameters dtm and phase2_url must be absolute http addresses.");
        var (payload, wrong) = await BranchEndpoint.ReadAsync(context);
        if (payload is not { } transfer)
            return wrong!;

        return await BranchEndpoint.WithFaultsAsync(context, bank, request, async () =>
        {
            // Before anything is prepared: what the coordinator does not know of, nobody would ever end.
            if (await RegisterAsync(dtm, request, phase2) is { } refused)
                return refused;
            var outcome = await bank.Xa.PrepareAsync(request, transfer.Account, sign * transfer.Amount, CancellationToken.None);
            return outcome.Verdict == BarrierVerdict.Late ? BankReply.Refused("The transaction was rolled back.") : BankReply.Of(outcome);
        });
    }

    private static Task<IResult> FinishAsync(HttpContext context, BankService bank, BranchRequest request, Func<Task<BarrierOutcome>> finish) =>
        BranchEndpoint.WithFaultsAsync(context, bank, request, async () => BankReply.Of(await finish()));

    /// <summary>Null when the coordinator has taken the branch up.</summary>
    private static async Task<IResult?> RegisterAsync(string dtm, BranchRequest request, string phase2)
    {
        var branch = new Dictionary<string, string>
        {
            ["gid"] = request.Gid,
            ["trans_type"] = request.TransType,
            ["branch_id"] = request.BranchId,
            ["url"] = phase2,
        };
        try
        {
            using var reply = await Coordinator.PostAsJsonAsync($"{dtm}/registerBranch", branch);
            return reply.StatusCode switch
            {
                HttpStatusCode.OK => null,
                HttpStatusCode.Conflict => BankReply.Refused("The coordinator does not take the branch."),
                _ => BankReply.Failed("The coordinator did not take the branch."),
            };
        }
        catch (Exception lost) when (lost is HttpRequestException or TaskCanceledException)
        {
            return BankReply.Failed("The coordinator cannot be reached.");
        }
    }

    private static bool TryAddress(HttpContext context, string name, out string address)
    {
        address = context.Request.Query[name].ToString().TrimEnd('/');
        return Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttp;
    }
}
