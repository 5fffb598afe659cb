using System.Data.Common;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace OrleansSaga.Samples.Bank;

/// <summary>The answers that the coordinator understands.</summary>
internal static class BankReply
{
    public const string WrongOp = "The query parameter op does not fit this address.";

    private const int TooEarly = 425;

    private static readonly JsonSerializerOptions SnakeCase = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    // As a RequestDelegate by hand: a lambda on HttpContext would be taken for one and its result dropped.
    public static RequestDelegate Handle(Func<HttpContext, Task<IResult>> answer) =>
        async context =>
        {
            IResult reply;
            try
            {
                reply = await answer(context);
            }
            catch (DbException lost)
            {
                // Whether the books were changed is unknown. The barrier makes it safe to be called again.
                reply = Failed($"The books cannot be reached ({lost.GetType().Name}).");
            }

            await reply.ExecuteAsync(context);
        };

    // Duplicate, null compensation and late are SUCCESS: what the coordinator wanted to be the case is the case.
    public static IResult Of(BarrierOutcome outcome) => outcome.Verdict switch
    {
        BarrierVerdict.Refused => Refused(outcome.Reason!),
        BarrierVerdict.Busy => Busy(),
        _ => Success(),
    };

    public static IResult Success() => Json(StatusCodes.Status200OK, new { DtmResult = "SUCCESS" });

    public static IResult Refused(string reason) => Json(StatusCodes.Status409Conflict, new { DtmResult = "FAILURE", Message = reason });

    public static IResult Ongoing() => Json(TooEarly, new { DtmResult = "ONGOING", Message = "Come again later." });

    public static IResult Failed(string message) => Json(StatusCodes.Status500InternalServerError, new { Message = message });

    public static IResult Busy() => Json(StatusCodes.Status503ServiceUnavailable, new { Message = "Too many calls wait for the database." });

    public static IResult BadRequest(string message) => Json(StatusCodes.Status400BadRequest, new { Message = message });

    public static IResult Json<T>(int status, T body) => Results.Json(body, SnakeCase, statusCode: status);
}
