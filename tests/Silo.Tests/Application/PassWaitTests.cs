using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using OrleansSaga.Grains;
using OrleansSaga.Silo.Application;
using OrleansSaga.Silo.Tests.Engine;

namespace OrleansSaga.Silo.Tests.Application;

/// <summary>How long a pass is waited for: one budget for a saga, and another one in other modes as long as the pass comes further.</summary>
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
        Assert.Equal(Enumerable.Repeat(TimeSpan.FromSeconds(9), waits), grain.Timeouts);
    }

    [Fact]
    public async Task Pass_ThatEndsInTheSecondRound_IsAnsweredWithItsEnd()
    {
        var grain = Script.Of([Seen(TransactionStatus.Aborting, 3, endedPass: 0), Seen(TransactionStatus.Failed, 5, endedPass: 1)]);

        Assert.Equal(TransactionStatus.Failed, (await WaitAsync(grain, TransactionMode.Xa, requestTimeout: 7)).Status);
        Assert.Equal(2, grain.Timeouts.Count);
    }

    [Theory]
    [InlineData(null, 0, 5)]
    [InlineData(null, 7, 9)]
    [InlineData(0, 7, 9)]
    [InlineData(60, 7, 62)]
    public async Task Budget_IsTheRequestsElseTheStoredElseTheServers(int? asked, int stored, int budget)
    {
        var grain = Script.Of([Seen(TransactionStatus.Submitted, 3, endedPass: 1)]);

        await WaitAsync(grain, TransactionMode.Tcc, stored, asked is { } seconds ? new StartOptions(true, 0, seconds, 0, new Dictionary<string, string>(), false, 0, 0) : null);

        Assert.Equal([TimeSpan.FromSeconds(budget)], grain.Timeouts);
    }

    private static async Task<TransactionProgress> WaitAsync(Script grain, TransactionMode mode, long requestTimeout, StartOptions? options = null)
    {
        await using var silo = await TestSilo.StartAsync(null, Cancel);
        var service = ActivatorUtilities.CreateInstance<TransactionService>(silo.App.Services, grain.Factory);
        var started = new TransactionReply(ReplyCode.Ok, "", TransactionStatus.Submitted, 2, 1) { Mode = mode, RequestTimeoutSeconds = requestTimeout };
        return await service.WaitForPassAsync("g1", started, options, Cancel);
    }

    private static TransactionProgress Seen(TransactionStatus status, long version, long endedPass) => new(status, null, version, endedPass);

    /// <summary>Stands for the factory and for the grain: WaitNext answers what the script says, at once.</summary>
    public class Script : DispatchProxy
    {
        private Script _grain = null!;
        private Queue<TransactionProgress> _answers = null!;

        public IGrainFactory Factory { get; private set; } = null!;

        /// <summary>The timeouts that WaitNext was called with.</summary>
        public IReadOnlyList<TimeSpan> Timeouts => _timeouts;

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
            if (targetMethod.Name != nameof(ITransactionGrain.WaitNext))
                throw new NotSupportedException(targetMethod.Name);
            _timeouts.Add((TimeSpan)args![2]!);
            return Task.FromResult(_answers.Dequeue());
        }
    }
}
