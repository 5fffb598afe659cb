using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace OrleansSaga.Samples.Bank;

/// <summary>A bank on HTTP: the calls that the coordinator makes, and two reads for people.</summary>
public static class BankEndpoints
{
    private static readonly string[] Forward = ["action", "try"];
    private static readonly string[] Reversal = ["compensate", "cancel", "rollback"];

    // A workflow calls the same things by its own names.
    private static readonly string[] Try = ["try", "action"];
    private static readonly string[] Confirm = ["confirm", "commit"];
    private static readonly string[] Cancel = ["cancel", "rollback"];

    public static IEndpointRouteBuilder MapBank(this IEndpointRouteBuilder endpoints, BankService bank)
    {
        Map("transfer-out", sign: -1);
        Map("transfer-in", sign: +1);
        MapReservation("reserve-out", sign: -1);
        MapReservation("reserve-in", sign: +1);
        endpoints.MapPost("/xa/transfer-out", BankReply.Handle(context => XaEndpoint.RunAsync(context, bank, sign: -1)));
        endpoints.MapPost("/xa/transfer-in", BankReply.Handle(context => XaEndpoint.RunAsync(context, bank, sign: +1)));
        endpoints.MapGet("/check-back", BankReply.Handle(context => CheckBackAsync(context, bank)));
        endpoints.MapGet("/accounts", BankReply.Handle(context => AccountsAsync(context, bank)));
        endpoints.MapGet("/ledger", BankReply.Handle(context => LedgerAsync(context, bank)));
        return endpoints;

        void Map(string path, int sign)
        {
            Post(path, Forward, (request, account, amount) => bank.MoveAsync(request, account, sign * amount));
            Post($"{path}/compensate", Reversal, (request, account, amount) => bank.MoveAsync(request, account, -sign * amount));
        }

        void MapReservation(string path, int sign)
        {
            Post(path, Try, (request, account, amount) => bank.ReserveAsync(request, account, sign * amount));
            Post($"{path}/confirm", Confirm, (request, _, _) => bank.ConfirmAsync(request));
            Post($"{path}/cancel", Cancel, (request, account, _) => bank.CancelAsync(request, account));
        }

        void Post(string path, string[] ops, Func<BranchRequest, string, long, Task<BarrierOutcome>> business) =>
            endpoints.MapPost($"/{path}", BankReply.Handle(context => BranchEndpoint.RunAsync(context, bank, ops, business)));
    }

    private static async Task<IResult> CheckBackAsync(HttpContext context, BankService bank)
    {
        if (!BranchRequest.TryParse(context.Request.Query, out var request, out var error))
            return BankReply.BadRequest(error);
        if (request.Op != "msg")
            return BankReply.BadRequest(BankReply.WrongOp);
        return await BranchEndpoint.WithFaultsAsync(context, bank, request, async () => await bank.CheckBackAsync(request) switch
        {
            CheckBackAnswer.Committed => BankReply.Success(),
            CheckBackAnswer.RolledBack => BankReply.Refused("The transfer was never made and never will be."),
            _ => BankReply.Busy(),
        });
    }

    private static async Task<IResult> AccountsAsync(HttpContext context, BankService bank)
    {
        var accounts = await bank.TryAccountsAsync(context.RequestAborted);
        return accounts is null ? BankReply.Busy() : BankReply.Json(StatusCodes.Status200OK, new
        {
            Bank = bank.Name,
            Accounts = accounts.Select(account => new { account.Id, account.Balance }),
            Total = accounts.Sum(account => account.Balance),
        });
    }

    private static async Task<IResult> LedgerAsync(HttpContext context, BankService bank)
    {
        var gid = context.Request.Query["gid"].ToString();
        var text = context.Request.Query["after"].ToString();
        long after = 0;
        if (text.Length > 0 && !long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out after))
            return BankReply.BadRequest("The query parameter after must be a row's seq.");

        var rows = await bank.TryLedgerAsync(gid.Length == 0 ? null : gid, after, context.RequestAborted);
        return rows is null ? BankReply.Busy() : BankReply.Json(StatusCodes.Status200OK, new { Bank = bank.Name, Rows = rows });
    }
}
