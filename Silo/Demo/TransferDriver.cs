using OrleansSaga.Samples.Bank;

namespace OrleansSaga.Silo.Demo;

/// <summary>Starts transfers at a steady pace, a bounded number at once, and follows each to its end.</summary>
internal sealed class TransferDriver(DemoClient client, DemoBanks banks, DemoBoard board, IDemoReport report, DemoOptions options, string run)
{
    private static readonly TimeSpan AskAgain = TimeSpan.FromMilliseconds(200);

    private readonly TimeProvider _time = options.Time;

    /// <summary>Follows <paramref name="resumed"/> and starts transfers until <paramref name="noMore"/>, then waits for all, within the options' patience.</summary>
    public async Task RunAsync(IReadOnlyList<Transfer> resumed, CancellationToken noMore)
    {
        using var giveUp = new CancellationTokenSource(Timeout.InfiniteTimeSpan, _time);
        using var slots = new SemaphoreSlim(options.MostInFlight);
        var running = resumed.Select(transfer => FollowAsync(transfer, giveUp.Token)).ToList();
        try
        {
            using var pace = new PeriodicTimer(options.Pace, _time);
            for (var number = 1; running.TrueForAll(task => !task.IsFaulted); number++)
            {
                await slots.WaitAsync(noMore);
                running.RemoveAll(task => task.IsCompletedSuccessfully);
                running.Add(StartAsync(number, slots, giveUp.Token));
                await pace.WaitForNextTickAsync(noMore);
            }
        }
        catch (OperationCanceledException) when (noMore.IsCancellationRequested)
        {
            // The way this ends.
        }

        board.NoMore();
        giveUp.CancelAfter(options.Patience);
        await Task.WhenAll(running);
    }

    private async Task StartAsync(int number, SemaphoreSlim slots, CancellationToken giveUp)
    {
        try
        {
            var scenario = options.Scenarios[(number - 1) % options.Scenarios.Count];
            var gid = TransferGid.Of(run, number, scenario);
            var route = await banks.ChooseAsync(CancellationToken.None);
            var plan = TransferPlan.Of(gid, scenario, route, Cents(number));
            var fault = scenario.Fault is { } kind ? route.To.Faults.Add(kind with { Gid = gid, BranchId = plan.LastBranch, Op = "action" }) : null;
            await DriveAsync(new Transfer(gid, scenario, plan.Story, Resumed: false), plan.Body, giveUp);
            // A call that still hangs goes on now, long after the transfer was undone. The barrier must make nothing of it: the last audit sees.
            // What the end of the demo gave up stays as it is, for the next run: the bank cuts it off when it stops.
            if (!giveUp.IsCancellationRequested)
                fault?.Release();
        }
        finally
        {
            slots.Release();
        }
    }

    private Task FollowAsync(Transfer transfer, CancellationToken giveUp) => DriveAsync(transfer, body: null, giveUp);

    private async Task DriveAsync(Transfer transfer, byte[]? body, CancellationToken giveUp)
    {
        var began = _time.GetTimestamp();
        using var tooLong = new CancellationTokenSource(options.TransferLimit, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(giveUp, tooLong.Token);
        board.Started(transfer);
        string? status = null;
        string? wrong;
        try
        {
            wrong = body is null ? null : await SubmitAsync(body, either.Token);
            while (wrong is null && !DtmStatus.IsFinal(status))
            {
                if (status is not null || body is null)
                    await Task.Delay(AskAgain, _time, either.Token);
                status = await client.StatusAsync(transfer.Gid, either.Token) ?? status ?? DtmStatus.Submitted;
                board.Changed(transfer, status);
            }

            wrong ??= await JudgeAsync(transfer, status!);
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            wrong = $"not finished after {_time.GetElapsedTime(began).TotalSeconds:0.0} s, {DtmStatus.Spoken(status)}";
        }

        var end = new TransferEnd(transfer, status, wrong, _time.GetElapsedTime(began));
        board.Ended(end);
        report.Ended(end);
    }

    /// <summary>Submits, again and again while the server is too busy or away. Gives why it was refused, or null.</summary>
    private async Task<string?> SubmitAsync(byte[] body, CancellationToken cancellation)
    {
        while (true)
        {
            var outcome = await client.SubmitAsync(body, cancellation);
            if (!outcome.MayRepeat)
                return outcome.Refusal;
            await Task.Delay(AskAgain, _time, cancellation);
        }
    }

    /// <summary>What is wrong with an ending, from what the server says and what the banks' books say.</summary>
    private async Task<string?> JudgeAsync(Transfer transfer, string status)
    {
        if (!transfer.Scenario.Accepts(status, transfer.Resumed))
            return $"{DtmStatus.Spoken(status)}, but should have {(transfer.Scenario.Ending == DtmStatus.Succeed ? "succeeded" : "been rolled back")}";
        var audit = await banks.AuditAsync(transfer.Gid, CancellationToken.None);
        if (audit.Violations.Count > 0)
            return audit.Violations[0];
        // A transfer that no bank ever heard of moved nothing, which is what undone means.
        var found = audit.Find(transfer.Gid)?.Outcome ?? TransferOutcome.Undone;
        var right = status == DtmStatus.Succeed ? TransferOutcome.Applied : TransferOutcome.Undone;
        return found == right ? null : $"{DtmStatus.Spoken(status)}, but the books say {found}";
    }

    // Any amounts from 1.00 to 20.00 will do; these repeat after 1,901 transfers.
    private static long Cents(int number) => 100 + (number * 137L % 1_901);
}
