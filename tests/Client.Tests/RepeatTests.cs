namespace OrleansSaga.Client.Tests;

/// <summary>What is repeated, for how long, and what is said at the end: the client over a grain that a test plays.</summary>
public sealed class RepeatTests
{
    private static readonly TransactionReply Taken = new(ReplyCode.Ok, "", TransactionStatus.Submitted, 1, 1) { IsNew = true };

    private static readonly TransactionClientOptions Hasty = new() { FirstPause = TimeSpan.FromMilliseconds(1), MostTries = 3 };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static SagaDefinition Saga => new SagaDefinition("g").Step("http://a/1");

    [Theory]
    [InlineData(ReplyCode.TryAgain)]
    [InlineData(ReplyCode.Unavailable)]
    [InlineData(null)]
    public async Task Submit_TroubleThatPasses_IsRepeatedUnderTheSameRequestId(ReplyCode? trouble)
    {
        var ids = new List<string>();
        var client = Over(Hasty, call =>
        {
            ids.Add(((StartTransaction)call.Arguments[0]!).RequestId);
            return ids.Count == 3 ? Task.FromResult(Taken)
                : trouble is { } code ? Task.FromResult(new TransactionReply(code, "not now", null, 0, 0))
                : Task.FromException<TransactionReply>(new TimeoutException());
        });

        var submitted = await client.SubmitAsync(Saga, Token);

        Assert.True(submitted.IsNew);
        Assert.Equal(3, ids.Count);
        Assert.NotEqual("", Assert.Single(ids.Distinct()));
    }

    [Fact]
    public async Task Submit_TroubleThatStays_EndsAsUnavailableWithItsCause()
    {
        var client = Over(Hasty, _ => Task.FromException<TransactionReply>(new TimeoutException("silent")));

        var unavailable = await Assert.ThrowsAsync<TransactionUnavailableException>(() => client.SubmitAsync(Saga, Token));

        Assert.IsType<TimeoutException>(unavailable.InnerException);
        Assert.Contains("3 tries", unavailable.Message, StringComparison.Ordinal);
        Assert.Contains("silent", unavailable.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Submit_Refused_IsNotRepeated()
    {
        var calls = 0;
        var client = Over(Hasty, _ =>
        {
            calls++;
            return Task.FromResult(new TransactionReply(ReplyCode.WrongState, "has ended", TransactionStatus.Failed, 3, 1));
        });

        var refused = await Assert.ThrowsAsync<TransactionRefusedException>(() => client.SubmitAsync(Saga, Token));

        Assert.Equal((1, ReplyCode.WrongState, TransactionStatus.Failed, "has ended"), (calls, refused.Code, refused.Status, refused.Message));
    }

    [Fact]
    public async Task Submit_ServerThatFails_IsNotRepeated_AndTold()
    {
        var calls = 0;
        var client = Over(Hasty, _ =>
        {
            calls++;
            return Task.FromException<TransactionReply>(new InvalidOperationException("a bug"));
        });

        var failed = await Assert.ThrowsAsync<TransactionUnavailableException>(() => client.SubmitAsync(Saga, Token));

        Assert.Equal(1, calls);
        Assert.Contains("a bug", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_ThatNobodyAnswers_EndsAtTheDeadline()
    {
        var time = new ManualTimeProvider();
        var called = new SemaphoreSlim(0);
        var client = new TransactionClient(
            _ => GrainDouble.Of(_ =>
            {
                called.Release();
                return new TaskCompletionSource<TransactionReading>().Task;
            }),
            new TransactionClientOptions { Deadline = TimeSpan.FromSeconds(9), TryTimeout = TimeSpan.FromSeconds(4) },
            time);

        var reading = client.GetAsync("g", Token);
        var tries = 0;
        // Tries of 4 and 4 seconds, and one of what is left.
        for (; tries < 3; tries++)
        {
            await called.WaitAsync(Token);
            await ArmedAsync(time);
            time.Advance(TimeSpan.FromSeconds(4));
            if (tries < 2)
            {
                await ArmedAsync(time);
                time.Advance(TimeSpan.FromMilliseconds(100));
            }
        }

        var unavailable = await Assert.ThrowsAsync<TransactionUnavailableException>(() => reading);
        Assert.Contains("3 tries", unavailable.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_ThatItsCallerCancels_EndsAsCancelled()
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var client = Over(Hasty, _ =>
        {
            cancel.Cancel();
            return new TaskCompletionSource<TransactionReading>().Task;
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.GetAsync("g", cancel.Token));
    }

    [Fact]
    public async Task Get_StoreAway_IsRepeated()
    {
        var calls = 0;
        var client = Over(Hasty, _ => Task.FromResult(++calls < 2
            ? new TransactionReading(ReplyCode.Unavailable, "the store is not available", null)
            : new TransactionReading(ReplyCode.Ok, "", Info(TransactionStatus.Submitted))));

        var info = await client.GetAsync("g", Token);

        Assert.Equal(TransactionStatus.Submitted, info!.Status);
    }

    [Fact]
    public async Task Wait_SiloLostUnderIt_GoesOnWithTheNext()
    {
        var calls = new List<string>();
        var client = Over(Hasty, call =>
        {
            calls.Add(call.Name);
            return call.Name == nameof(ITransactionGrain.WaitNext)
                ? calls.Count < 3 ? Task.FromException<TransactionProgress>(new TimeoutException()) : Task.FromResult(new TransactionProgress(TransactionStatus.Succeed, null, 3, 1))
                : Task.FromResult(new TransactionReading(ReplyCode.Ok, "", Info(calls.Count < 5 ? TransactionStatus.Submitted : TransactionStatus.Succeed)));
        });

        var end = await client.WaitAsync("g", TimeSpan.FromMinutes(1), Token);

        Assert.Equal(TransactionStatus.Succeed, end.Status);
        Assert.Equal(["Get", "WaitNext", "Get", "WaitNext", "Get"], calls);
    }

    [Fact]
    public async Task Wait_NothingCanBeReadAtItsEnd_IsUnavailable()
    {
        var client = Over(Hasty, _ => Task.FromException<TransactionReading>(new TimeoutException("silent")));

        await Assert.ThrowsAsync<TransactionUnavailableException>(() => client.WaitAsync("g", TimeSpan.FromMilliseconds(20), Token));
    }

    [Fact]
    public async Task Submit_CancelledBefore_IsNotMade()
    {
        var calls = 0;
        var client = Over(Hasty, _ =>
        {
            calls++;
            return Task.FromResult(Taken);
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.SubmitAsync(Saga, new CancellationToken(canceled: true)));

        Assert.Equal(0, calls);
    }

    [Fact]
    public async Task Wait_ServerThatFailsWhileItIsListenedTo_IsAskedAgain()
    {
        var listens = 0;
        var client = Over(Hasty, call => call.Name == nameof(ITransactionGrain.WaitNext)
            ? listens++ == 0 ? Task.FromException<TransactionProgress>(new InvalidOperationException("a bug")) : Task.FromResult(new TransactionProgress(TransactionStatus.Succeed, null, 3, 1))
            : Task.FromResult(new TransactionReading(ReplyCode.Ok, "", Info(listens < 2 ? TransactionStatus.Submitted : TransactionStatus.Succeed))));

        var end = await client.WaitAsync("g", TimeSpan.FromMinutes(1), Token);

        Assert.Equal((TransactionStatus.Succeed, 2), (end.Status, listens));
    }

    [Fact]
    public async Task Wait_NegativeTime_IsRefused() =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Over(Hasty, _ => null).WaitAsync("g", TimeSpan.FromSeconds(-1), Token));

    private static TransactionClient Over(TransactionClientOptions options, Func<CallDouble, object?> answer) => new(_ => GrainDouble.Of(answer), options, TimeProvider.System);

    private static TransactionInfo Info(TransactionStatus status) => new("g", Guid.Empty, TransactionMode.Saga, status, 1, default, default, []);

    private static async Task ArmedAsync(ManualTimeProvider time)
    {
        while (time.ArmedTimers == 0)
            await Task.Yield();
    }
}
