using System.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace OrleansSaga.Samples.Bank;

/// <summary>What all calls of the coordinator have in common: the query, the payload, and the faults that a test asks for.</summary>
internal static class BranchEndpoint
{
    /// <summary>Answers one call: 400 when it is none, otherwise what <paramref name="business"/> makes of account and amount.</summary>
    public static async Task<IResult> RunAsync(
        HttpContext context, BankService bank, string[] ops, Func<BranchRequest, string, long, Task<BarrierOutcome>> business)
    {
        if (!BranchRequest.TryParse(context.Request.Query, out var request, out var error))
            return BankReply.BadRequest(error);
        if (!ops.Contains(request.Op))
            return BankReply.BadRequest(BankReply.WrongOp);
        var (payload, wrong) = await ReadAsync(context);
        if (payload is not { } transfer)
            return wrong!;

        return await WithFaultsAsync(context, bank, request, async () => BankReply.Of(await business(request, transfer.Account, transfer.Amount)));
    }

    /// <summary>Reads account and amount, or says what is wrong with the body.</summary>
    public static async Task<((string Account, long Amount)? Payload, IResult? Wrong)> ReadAsync(HttpContext context)
    {
        if (context.Request.ContentLength > RunningBank.MaxBodyBytes)
            return (null, BankReply.Json(StatusCodes.Status413PayloadTooLarge, new { Message = "The body is too large." }));
        return await TransferPayload.TryReadAsync(context.Request.Body, context.RequestAborted) is { } payload
            ? (payload, null)
            : (null, BankReply.BadRequest("The body must be like {\"account\":\"alice\",\"amount\":30}, the amount in cents and above 0."));
    }

    /// <summary>
    /// Does the work between the faults. The caller's leaving changes nothing: a participant cannot know whether it was heard.
    /// </summary>
    public static async Task<IResult> WithFaultsAsync(HttpContext context, BankService bank, BranchRequest request, Func<Task<IResult>> work)
    {
        if (await FaultAsync(context, bank.Faults.Strike(request, afterEffect: false)) is { } instead)
            return instead;
        var answer = await work();
        return await FaultAsync(context, bank.Faults.Strike(request, afterEffect: true)) ?? answer;
    }

    /// <summary>The answer that a fault puts in place of the real one; null to go on.</summary>
    private static async Task<IResult?> FaultAsync(HttpContext context, BankFaultRule? rule)
    {
        switch (rule?.Fault.Kind)
        {
            case null:
                return null;
            case BankFaultKind.Fail:
                return BankReply.Failed("A fault was asked for.");
            case BankFaultKind.Ongoing:
                return BankReply.Ongoing();
            case BankFaultKind.Refuse:
                return BankReply.Refused("A refusal was asked for.");
            case BankFaultKind.Hold:
                if (await rule.GoOn)
                    return null;
                context.Abort();
                return Results.Empty;
            default:
                throw new UnreachableException();
        }
    }
}
