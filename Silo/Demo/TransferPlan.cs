using System.Globalization;
using System.Text.Json;

namespace OrleansSaga.Silo.Demo;

/// <summary>A transfer as it is submitted: the saga in DTM's words, and the same for people.</summary>
/// <param name="Story">Who pays whom how much.</param>
/// <param name="LastBranch">The branch id of the step that pays out to the payee.</param>
/// <param name="Body">The body of the submit request.</param>
internal sealed record TransferPlan(string Story, string LastBranch, byte[] Body)
{
    /// <summary>More than all money of the demo, in cents.</summary>
    private const long Unaffordable = 10_000_000;

    /// <summary>Waits of a person watching are short; the server's default is 10 s.</summary>
    private const int RetrySeconds = 1;

    /// <summary>Lays out the saga: everybody pays first, and what is hard to undo, money that has arrived, comes last.</summary>
    public static TransferPlan Of(string gid, DemoScenario scenario, TransferRoute route, long cents)
    {
        var steps = new List<Step> { new(new Uri(route.From.BaseAddress, "transfer-out"), route.Payer, cents) };
        if (scenario.SecondPayerIsPoor)
            steps.Add(new Step(new Uri(route.From.BaseAddress, "transfer-out"), route.SecondPayer, Unaffordable));
        steps.Add(new Step(new Uri(route.To.BaseAddress, "transfer-in"), route.Payee, steps.Sum(step => step.Cents)));

        var payers = scenario.SecondPayerIsPoor ? $"{route.Payer}, {route.SecondPayer} pay" : $"{route.Payer} pays";
        var lastBranch = steps.Count.ToString("00", CultureInfo.InvariantCulture);
        return new TransferPlan($"{payers} {route.Payee} {Money.Text(steps[^1].Cents)}", lastBranch, Serialize(gid, scenario, steps));
    }

    private static byte[] Serialize(string gid, DemoScenario scenario, List<Step> steps)
    {
        var tags = new { orleanssaga = new { tags = new { demo = scenario.Key } } };
        return JsonSerializer.SerializeToUtf8Bytes(new
        {
            gid,
            trans_type = "saga",
            steps = steps.Select(step => new { action = step.Action.ToString(), compensate = $"{step.Action}/compensate" }),
            payloads = steps.Select(step => JsonSerializer.Serialize(new { account = step.Account, amount = step.Cents })),
            retry_interval = RetrySeconds,
            timeout_to_fail = scenario.TimeoutToFail,
            request_timeout = scenario.RequestTimeout,
            custom_data = JsonSerializer.Serialize(tags),
        });
    }

    private sealed record Step(Uri Action, string Account, long Cents);
}
