using Microsoft.AspNetCore.Http.Features;
using OrleansSaga.Grains;
using OrleansSaga.Grains.Journal;
using OrleansSaga.Grains.Kernel;
using OrleansSaga.Silo.Application;

namespace OrleansSaga.Silo.Api;

/// <summary>/api/v1/transactions. Handlers only translate; <see cref="TransactionService"/> does the work.</summary>
internal static class TransactionEndpoints
{
    private const string Actor = "api";

    /// <summary>Maps the group.</summary>
    public static void MapTransactions(this RouteGroupBuilder group)
    {
        group.WithTags("Transactions");
        group.MapPost("", StartAsync)
            .WithoutParameters()
            .WithName("startTransaction")
            .WithSummary("Start a transaction")
            .WithDescription("Answers 201 once it is stored, or with wait once its first pass is over. Sending the same gid again while it goes forward answers 200 and tries at once what waits.")
            .Accepts<StartRequest>("application/json")
            .Produces<TransactionOutcome>(StatusCodes.Status201Created)
            .Produces<TransactionOutcome>()
            .ProducesProblems(400, 409, 413, 415, 500, 503);
        group.MapGet("", ListAsync)
            .WithName("listTransactions")
            .WithSummary("List transactions, newest first")
            .Produces<TransactionPage>()
            .ProducesProblems(400, 500, 503);
        group.MapGet("{gid}", GetAsync)
            .WithName("getTransaction")
            .WithSummary("Show a transaction with its history")
            .Produces<TransactionDetails>()
            .ProducesProblems(400, 404, 500, 503);
        group.MapPost("{gid}/retry", RetryAsync)
            .WithoutParameters()
            .WithName("retryTransaction")
            .WithSummary("Take up parked branches, and make waiting retries due now")
            .Produces<TransactionOutcome>(StatusCodes.Status202Accepted)
            .ProducesProblems(400, 404, 409, 500, 503);
    }

    private static void ProducesProblems(this RouteHandlerBuilder endpoint, params int[] statuses)
    {
        foreach (var status in statuses)
            endpoint.Produces<Problem>(status, ProblemResult.MediaType);
    }

    private static async Task<IResult> StartAsync(HttpContext context, TransactionService transactions, EngineOptions engine)
    {
        var (request, refused) = await RequestBody.ReadStartAsync(context.Request, engine.Limits.BodyBytes, context.RequestAborted);
        if (request is null)
            return new ProblemResult(refused!);
        var gid = request.Gid ?? NewGid.Create();
        if (GidRules.Check(gid, engine.Limits) is { } wrong)
            return new ProblemResult(ApiErrors.Invalid(wrong));
        var (start, invalid) = StartTranslator.Translate(request, gid, CallerTrace.Of(context));
        if (start is null)
            return new ProblemResult(invalid!);

        var reply = await transactions.SubmitAsync(start);
        if (reply.Code != ReplyCode.Ok)
            return new ProblemResult(ApiErrors.Of(reply, "started again"));
        var outcome = Outcome(gid, reply);
        if (start.Options.WaitResult)
            outcome = await WaitAsync(transactions, outcome, reply, start.Options, context.RequestAborted);
        if (reply.IsNew)
            context.Response.Headers.Location = $"{ApiV1.Root}/transactions/{Uri.EscapeDataString(gid)}";
        return TypedResults.Json(outcome, ApiJson.Default.TransactionOutcome, statusCode: reply.IsNew ? StatusCodes.Status201Created : StatusCodes.Status200OK);
    }

    private static async Task<TransactionOutcome> WaitAsync(
        TransactionService transactions, TransactionOutcome accepted, TransactionReply reply, StartOptions options, CancellationToken cancellationToken)
    {
        try
        {
            var progress = await transactions.WaitForPassAsync(accepted.Gid, reply, options, cancellationToken);
            return progress.Status is { } status
                ? accepted with { Status = WireNames.Of(status), Version = progress.Version, RollbackReason = progress.RollbackReason }
                : accepted;
        }
        catch (Exception trouble) when (trouble is TimeoutException or JournalUnavailableException or LimitExceededException or SiloUnavailableException)
        {
            // It is stored and goes on: an error would say otherwise. The state known is the one it was accepted in.
            return accepted;
        }
    }

    private static async Task<IResult> ListAsync([AsParameters] ListQuery query, HttpContext context, TransactionService transactions)
    {
        var (filter, invalid) = QueryReader.List(query, context.Request.Query);
        if (filter is null)
            return new ProblemResult(invalid!);
        // One more than asked for tells whether there is a next page.
        var rows = await transactions.ListAsync(filter with { Limit = filter.Limit + 1 }, context.RequestAborted);
        var page = new TransactionPage
        {
            Transactions = [.. rows.Take(filter.Limit).Select(TransactionViews.Summary)],
            NextCursor = rows.Count > filter.Limit ? QueryReader.CursorBehind(rows[filter.Limit - 1].Instance) : null,
        };
        return TypedResults.Json(page, ApiJson.Default.TransactionPage);
    }

    private static async Task<IResult> GetAsync(string gid, [AsParameters] HistoryQuery query, HttpContext context, TransactionService transactions, EngineOptions engine)
    {
        gid = Exact(gid, context, fromEnd: 1);
        if (GidRules.Check(gid, engine.Limits) is { } wrong)
            return new ProblemResult(ApiErrors.Invalid(wrong));
        var (asked, invalid) = QueryReader.History(query, context.Request.Query);
        if (asked is not { } page)
            return new ProblemResult(invalid!);
        if (await transactions.GetAsync(gid, context.RequestAborted) is not { } found)
            return new ProblemResult(ApiErrors.NotFound());
        var records = await transactions.HistoryAsync(found.Stored.Instance, page.After + 1, page.Limit + 1, context.RequestAborted);
        var details = TransactionViews.Details(
            found,
            [.. records.Take(page.Limit).SelectMany(record => HistoryViews.Of(record, found.State.Definition))],
            records.Count > page.Limit ? records[page.Limit - 1].Version : null);
        return TypedResults.Json(details, ApiJson.Default.TransactionDetails);
    }

    private static async Task<IResult> RetryAsync(string gid, HttpContext context, TransactionService transactions)
    {
        gid = Exact(gid, context, fromEnd: 2);
        var reply = await transactions.RetryAsync(gid, Actor, unpark: true);
        return reply.Code == ReplyCode.Ok
            ? TypedResults.Json(Outcome(gid, reply), ApiJson.Default.TransactionOutcome, statusCode: StatusCodes.Status202Accepted)
            : new ProblemResult(ApiErrors.Of(reply, "retried"));
    }

    private static TransactionOutcome Outcome(string gid, TransactionReply reply) =>
        new() { Gid = gid, Status = WireNames.Of(reply.Status!.Value), Version = reply.Version };

    /// <summary>The gid as it was sent. Routing decodes everything but an escaped slash, so that its value cannot tell %2F from %252F; the raw target can.</summary>
    private static string Exact(string gid, HttpContext context, int fromEnd)
    {
        if (!gid.Contains("%2F", StringComparison.OrdinalIgnoreCase))
            return gid;
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var path = target.Split('?', 2)[0].TrimEnd('/').Split('/');
        return path.Length > fromEnd ? Uri.UnescapeDataString(path[^fromEnd]) : gid;
    }
}
