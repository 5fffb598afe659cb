using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace OrleansSaga.Samples.Bank;

/// <summary>A bank on HTTP: the calls that the coordinator makes, and two reads for people.</summary>
public static class BankEndpoints
{
    private const int TooEarly = 425;

    private static readonly JsonSerializerOptions SnakeCase = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static IEndpointRouteBuilder MapBank(this IEndpointRouteBuilder endpoints, BankService bank)
    {
        endpoints.MapPost("/transfer-out", Handle(context => TransferAsync(context, bank, sign: -1, isReversal: false)));
        endpoints.MapPost("/transfer-out/compensate", Handle(context => TransferAsync(context, bank, sign: +1, isReversal: true)));
        endpoints.MapPost("/transfer-in", Handle(context => TransferAsync(context, bank, sign: +1, isReversal: false)));
        endpoints.MapPost("/transfer-in/compensate", Handle(context => TransferAsync(context, bank, sign: -1, isReversal: true)));
        endpoints.MapGet("/accounts", Handle(context => AccountsAsync(context, bank)));
        endpoints.MapGet("/ledger", Handle(context => LedgerAsync(context, bank)));
        return endpoints;
    }

    // As a RequestDelegate by hand: a lambda on HttpContext would be taken for one and its result dropped.
    private static RequestDelegate Handle(Func<HttpContext, Task<IResult>> answer) =>
        async context => await (await answer(context)).ExecuteAsync(context);

    private static async Task<IResult> TransferAsync(HttpContext context, BankService bank, int sign, bool isReversal)
    {
        if (!BranchRequest.TryParse(context.Request.Query, out var request, out var error))
            return BadRequest(error);
        if (isReversal ? !request.IsReversal : request.Op is not ("action" or "try"))
            return BadRequest("The query parameter op does not fit this address.");
        if (context.Request.ContentLength > RunningBank.MaxBodyBytes)
            return Json(StatusCodes.Status413PayloadTooLarge, new { Message = "The body is too large." });
        if (await TransferPayload.TryReadAsync(context.Request.Body, context.RequestAborted) is not { } payload)
            return BadRequest("The body must be like {\"account\":\"alice\",\"amount\":30}, the amount in cents and above 0.");

        // From here on the caller's leaving changes nothing: a participant cannot know whether it was heard.
        if (await FaultAsync(context, bank.Faults.Strike(request, afterEffect: false)) is { } instead)
            return instead;
        var outcome = await bank.MoveAsync(request, payload.Account, sign * payload.Amount, CancellationToken.None);
        return await FaultAsync(context, bank.Faults.Strike(request, afterEffect: true)) ?? Answer(outcome);
    }

    /// <summary>The answer that a fault puts in place of the real one; null to go on.</summary>
    private static async Task<IResult?> FaultAsync(HttpContext context, BankFaultRule? rule)
    {
        switch (rule?.Fault.Kind)
        {
            case null:
                return null;
            case BankFaultKind.Fail:
                return Json(StatusCodes.Status500InternalServerError, new { Message = "A fault was asked for." });
            case BankFaultKind.Ongoing:
                return Json(TooEarly, new { DtmResult = "ONGOING", Message = "Come again later." });
            case BankFaultKind.Refuse:
                return Refused("A refusal was asked for.");
            case BankFaultKind.Hold:
                if (await rule.GoOn)
                    return null;
                context.Abort();
                return Results.Empty;
            default:
                throw new UnreachableException();
        }
    }

    // Duplicate, null compensation and late are SUCCESS: what the coordinator wanted to be the case is the case.
    private static IResult Answer(BarrierOutcome outcome) => outcome.Verdict switch
    {
        BarrierVerdict.Refused => Refused(outcome.Reason!),
        BarrierVerdict.Busy => Busy(),
        _ => Json(StatusCodes.Status200OK, new { DtmResult = "SUCCESS" }),
    };

    private static async Task<IResult> AccountsAsync(HttpContext context, BankService bank)
    {
        var accounts = await bank.TryAccountsAsync(context.RequestAborted);
        return accounts is null ? Busy() : Json(StatusCodes.Status200OK, new
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
            return BadRequest("The query parameter after must be a row's seq.");

        var rows = await bank.TryLedgerAsync(gid.Length == 0 ? null : gid, after, context.RequestAborted);
        return rows is null ? Busy() : Json(StatusCodes.Status200OK, new { Bank = bank.Name, Rows = rows });
    }

    private static IResult Refused(string reason) =>
        Json(StatusCodes.Status409Conflict, new { DtmResult = "FAILURE", Message = reason });

    private static IResult Busy() =>
        Json(StatusCodes.Status503ServiceUnavailable, new { Message = "Too many calls wait for the database." });

    private static IResult BadRequest(string message) => Json(StatusCodes.Status400BadRequest, new { Message = message });

    private static IResult Json<T>(int status, T body) => Results.Json(body, SnakeCase, statusCode: status);
}
