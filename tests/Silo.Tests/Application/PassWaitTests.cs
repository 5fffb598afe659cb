using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using OrleansSaga.Grains;
using OrleansSaga.Grains.Journal;
using OrleansSaga.Grains.Kernel;
using OrleansSaga.Silo.Application;
using OrleansSaga.Silo.Tests.Engine;

namespace OrleansSaga.Silo.Tests.Application;

/// <summary>
/// How long a pass is waited for: one budget for a saga, the server's or nearly its own, and another one in other modes as long as the pass comes further; and once more
/// when its activation has gone.
/// </summary>
public sealed class PassWaitTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    // Versions that the grain tells, one for each time that the budget is over; the pass never ends.
    [InlineData(TransactionMode.Saga, 1, 3, 4, 5)]
    [InlineData(TransactionMode.Tcc, 1, 2)]
    [InlineData(TransactionMode.Tcc, 3, 3, 4, 4)]
    [InlineData(TransactionMode.Message, 10, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14)]
    public async Task Pass_ThatIsNotOver_IsWaitedForAgainWhileItComesFurther(TransactionMode mode, int waits, params int[] versions)
    {
        var grain = Script.Of(versions.Select(version => Seen(TransactionStatus.Submitted, version, endedPass: 0)));

        var progress = await WaitAsync(grain, mode, requestTimeout: 7);

        Assert.Equal((versions[waits - 1], 0), (progress.Version, progress.EndedPass));
        Assert.Equal(Enumerable.Repeat(TimeSpan.FromSeconds(mode == TransactionMode.Saga ? 6 : 9), waits), grain.Timeouts);
    }

    [Fact]
    public async Task Pass_ThatEndsInTheSecondRound_IsAnsweredWithItsEnd()
    {
        var grain = Script.Of([Seen(TransactionStatus.Aborting, 3, endedPass: 0), Seen(TransactionStatus.Failed, 5, endedPass: 1)]);

        Assert.Equal(TransactionStatus.Failed, (await WaitAsync(grain, TransactionMode.Xa, requestTimeout: 7)).Status);
        Assert.Equal(2, grain.Timeouts.Count);
    }

    [Theory]
    // The server's is 3 + 2 s: SDKs whose requests take as long as their branches may must hear before they give up.
    [InlineData(TransactionMode.Saga, null, 0, 5)]
    [InlineData(TransactionMode.Saga, null, 1, 5)]
    [InlineData(TransactionMode.Saga, 6, 0, 5)]
    [InlineData(TransactionMode.Saga, null, 8, 7)]
    [InlineData(TransactionMode.Saga, 0, 8, 7)]
    [InlineData(TransactionMode.Saga, 60, 7, 10, 10, 10, 10, 10, 9)]
    [InlineData(TransactionMode.Tcc, null, 0, 5)]
    [InlineData(TransactionMode.Tcc, null, 7, 9)]
    [InlineData(TransactionMode.Tcc, 60, 7, 10, 10, 10, 10, 10, 10, 2)]
    public async Task Budget_IsTheRequestsElseTheStoredElseTheServers_AndIsWaitedInShortWaits(TransactionMode mode, int? asked, int stored, params int[] seconds)
    {
        var grain = Script.Of(seconds.Select(_ => Seen(TransactionStatus.Submitted, 2, endedPass: 0)));

        await WaitAsync(grain, mode, stored, asked is { } timeout ? new StartOptions(true, 0, timeout, 0, new Dictionary<string, string>(), false, 0, 0) : null);

        Assert.Equal(seconds.Select(length => TimeSpan.FromSeconds(length)), grain.Timeouts);
    }

    [Fact]
    public async Task Pass_ThatEndsInALaterWait_IsAnsweredWithItsEnd()
    {
        var grain = Script.Of([Seen(TransactionStatus.Submitted, 3, endedPass: 0), Seen(TransactionStatus.Submitted, 4, endedPass: 1)]);

        var progress = await WaitAsync(grain, TransactionMode.Saga, requestTimeout: 60);

        Assert.Equal((4, 1), (progress.Version, progress.EndedPass));
        Assert.Equal(2, grain.Timeouts.Count);
    }

    [Theory]
    // How often the activation has gone before one stays; the budget is 9 s.
    [InlineData(1)]
    [InlineData(3)]
    public async Task Activation_ThatGoes_IsFollowedToTheNextOne(int times)
    {
        var grain = Script.Of([.. Enumerable.Repeat(Gone, times), Seen(TransactionStatus.Submitted, 5, endedPass: 1)]);

        var progress = await FollowAsync(grain, new ManualTimeProvider(), new HotState(TransactionStatus.Submitted, null, DueKind.None));

        Assert.Equal((TransactionStatus.Submitted, 5, 1), (progress.Status, progress.Version, progress.EndedPass));
        Assert.Equal(times, grain.Wakes);
    }

    [Fact]
    public async Task Activation_ThatGoesEachTime_IsFollowedForOneBudgetAndNoLonger()
    {
        var grain = Script.Of(Enumerable.Repeat(Gone, 100));
        var time = new ManualTimeProvider();
        var begun = time.GetUtcNow();

        var progress = await FollowAsync(grain, time, new HotState(TransactionStatus.Submitted, null, DueKind.None));

        // What is stored, since nobody says more.
        Assert.Equal((TransactionStatus.Submitted, 1, 0), (progress.Status, progress.Version, progress.EndedPass));
        Assert.InRange(time.GetUtcNow() - begun, TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(9.5));
        Assert.InRange(grain.Wakes, 5, 8);
    }

    [Fact]
    public async Task Activation_ThatWentAtTheEnd_IsAnsweredFromTheJournal()
    {
        var grain = Script.Of([Gone]);

        var progress = await FollowAsync(grain, new ManualTimeProvider(), new HotState(TransactionStatus.Succeed, null, DueKind.None));

        Assert.Equal(TransactionStatus.Succeed, progress.Status);
        Assert.Equal(0, grain.Wakes);
    }

    private static TransactionProgress Gone => new(null, null, 0, 0);

    /// <summary>Waits with a journal that holds the saga, and moves time on whenever somebody waits for it.</summary>
    private static async Task<TransactionProgress> FollowAsync(Script grain, ManualTimeProvider time, HotState hot)
    {
        await using var silo = await TestSilo.StartAsync(null, Cancel);
        TransactionEvent[] more = hot.Status == TransactionStatus.Succeed ? [new TransactionFinished(TransactionStatus.Succeed, time.GetUtcNow())] : [];
        await silo.Journal.WriteAsync(TestSilo.Created(TestSilo.Saga("g1", "http://127.0.0.1:1/a"), hot, more), JournalLane.Client, Cancel);
        var waiting = Service(silo, grain, time).WaitForPassAsync("g1", Started(TransactionMode.Saga, 10), null, Cancel);
        while (!waiting.IsCompleted)
        {
            if (time.ArmedTimers > 0)
                time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        return await waiting;
    }

    private static async Task<TransactionProgress> WaitAsync(Script grain, TransactionMode mode, long requestTimeout, StartOptions? options = null)
    {
        await using var silo = await TestSilo.StartAsync(null, Cancel);
        return await Service(silo, grain).WaitForPassAsync("g1", Started(mode, requestTimeout), options, Cancel);
    }

    private static TransactionService Service(TestSilo silo, Script grain, params object[] more) =>
        ActivatorUtilities.CreateInstance<TransactionService>(silo.App.Services, [grain.Factory, .. more]);

    private static TransactionReply Started(TransactionMode mode, long requestTimeout) =>
        new(ReplyCode.Ok, "", TransactionStatus.Submitted, 2, 1) { Mode = mode, RequestTimeoutSeconds = requestTimeout };

    private static TransactionProgress Seen(TransactionStatus status, long version, long endedPass) => new(status, null, version, endedPass);

    /// <summary>Stands for the factory and for the grain: WaitNext answers what the script says, at once.</summary>
    public class Script : DispatchProxy
    {
        private Script _grain = null!;
        private Queue<TransactionProgress> _answers = null!;

        public IGrainFactory Factory { get; private set; } = null!;

        /// <summary>The timeouts that WaitNext was called with.</summary>
        public IReadOnlyList<TimeSpan> Timeouts => _timeouts;

        /// <summary>How often it was woken.</summary>
        public int Wakes { get; private set; }

        private readonly List<TimeSpan> _timeouts = [];

        public static Script Of(IEnumerable<TransactionProgress> answers)
        {
            var grain = (Script)(object)Create<ITransactionGrain, Script>();
            grain._answers = new(answers);
            var factory = Create<IGrainFactory, Script>();
            ((Script)(object)factory)._grain = grain;
            grain.Factory = factory;
            return grain;
        }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            if (targetMethod!.Name == nameof(IGrainFactory.GetGrain))
                return _grain;
            if (targetMethod.Name == nameof(ITransactionGrain.Wake))
            {
                Wakes++;
                return Task.FromResult(WakeOutcome.Driven);
            }

            if (targetMethod.Name != nameof(ITransactionGrain.WaitNext))
                throw new NotSupportedException(targetMethod.Name);
            _timeouts.Add((TimeSpan)args![2]!);
            return Task.FromResult(_answers.Dequeue());
        }
    }
}
