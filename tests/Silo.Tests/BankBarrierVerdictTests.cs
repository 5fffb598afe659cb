using OrleansSaga.Samples.Bank;

namespace OrleansSaga.Silo.Tests;

public sealed class BankBarrierVerdictTests : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("bank-barrier-");
    private readonly SqliteDatabase _database;
    private readonly BranchBarrier _barrier;
    private int _runs;

    public BankBarrierVerdictTests()
    {
        _database = SqliteDatabase.Open(Path.Combine(_folder.FullName, "b.db"), BranchBarrier.Schema(SqliteDatabase.AutoKey));
        _barrier = new BranchBarrier(_database, TimeProvider.System);
    }

    [Theory]
    [InlineData(new[] { "action" }, new[] { BarrierVerdict.Applied })]
    [InlineData(new[] { "action", "action" }, new[] { BarrierVerdict.Applied, BarrierVerdict.Duplicate })]
    [InlineData(new[] { "action", "compensate", "action" }, new[] { BarrierVerdict.Applied, BarrierVerdict.Applied, BarrierVerdict.Duplicate })]
    [InlineData(new[] { "compensate", "compensate" }, new[] { BarrierVerdict.NullCompensation, BarrierVerdict.Duplicate })]
    [InlineData(new[] { "compensate", "action", "action" }, new[] { BarrierVerdict.NullCompensation, BarrierVerdict.Late, BarrierVerdict.Late })]
    [InlineData(new[] { "try", "confirm", "confirm" }, new[] { BarrierVerdict.Applied, BarrierVerdict.Applied, BarrierVerdict.Duplicate })]
    [InlineData(new[] { "cancel", "try" }, new[] { BarrierVerdict.NullCompensation, BarrierVerdict.Late })]
    [InlineData(new[] { "rollback", "action" }, new[] { BarrierVerdict.NullCompensation, BarrierVerdict.Late })]
    public async Task Calls_InThisOrder_GetTheseVerdicts(string[] ops, BarrierVerdict[] expected)
    {
        var verdicts = new List<BarrierVerdict>();
        foreach (var op in ops)
            verdicts.Add((await CallAsync(op)).Verdict);

        Assert.Equal(expected, verdicts);
        Assert.Equal(expected.Count(verdict => verdict == BarrierVerdict.Applied), _runs);
    }

    [Fact]
    public async Task Call_SecondBarrierOfSameOperation_RunsToo()
    {
        await CallAsync("action", number: 1);

        Assert.Equal(BarrierVerdict.Applied, (await CallAsync("action", number: 2)).Verdict);
        Assert.Equal(BarrierVerdict.Duplicate, (await CallAsync("action", number: 2)).Verdict);
    }

    [Fact]
    public async Task Call_Refused_KeepsNoRow()
    {
        var refused = await _barrier.CallAsync(
            Request("action"), _ => Task.FromResult<Refusal?>(new Refusal("no")), cancellation: TestContext.Current.CancellationToken);

        Assert.Equal(new BarrierOutcome(BarrierVerdict.Refused, "no"), refused);
        Assert.Equal(BarrierVerdict.NullCompensation, (await CallAsync("compensate")).Verdict);
    }

    [Fact]
    public async Task Call_BusinessThrows_KeepsNoRow()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => _barrier.CallAsync(
            Request("action"), _ => throw new InvalidOperationException(), cancellation: TestContext.Current.CancellationToken));

        Assert.Equal(BarrierVerdict.Applied, (await CallAsync("action")).Verdict);
    }

    [Fact(Timeout = 60_000)]
    public async Task Call_TooManyWaiting_IsTurnedAway()
    {
        using var inside = new ManualResetEventSlim();
        using var goOn = new ManualResetEventSlim();
        var cancellation = TestContext.Current.CancellationToken;
        // The first holds the only turn, on a thread of its own because the business is synchronous.
        var first = Task.Run(() => _barrier.CallAsync(
            Request("action"),
            _ =>
            {
                inside.Set();
                goOn.Wait(cancellation);
                return Task.FromResult<Refusal?>(null);
            },
            cancellation: cancellation), cancellation);
        inside.Wait(cancellation);
        var waiting = Enumerable.Range(0, SqliteDatabase.MaxWaiting).Select(_ => CallAsync("action")).ToList();

        var oneTooMany = await CallAsync("action");
        goOn.Set();

        Assert.Equal(BarrierVerdict.Busy, oneTooMany.Verdict);
        Assert.Equal(BarrierVerdict.Applied, (await first).Verdict);
        Assert.All(await Task.WhenAll(waiting), outcome => Assert.Equal(BarrierVerdict.Duplicate, outcome.Verdict));
        Assert.Equal(BarrierVerdict.Applied, (await CallAsync("compensate")).Verdict);
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private static BranchRequest Request(string op) => new("g1", "saga", "01", op);

    private Task<BarrierOutcome> CallAsync(string op, int number = 1) =>
        _barrier.CallAsync(Request(op), Business, number, TestContext.Current.CancellationToken);

    private Task<Refusal?> Business(LocalTransaction transaction)
    {
        _runs++;
        return Task.FromResult<Refusal?>(null);
    }
}
