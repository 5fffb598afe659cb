using OrleansSaga.Silo.Branches;

namespace OrleansSaga.Silo.Tests.Branches;

/// <summary>Places at one participant. The gate decides synchronously, so a call is waiting as soon as EnterAsync returned.</summary>
public sealed class HostGateTests
{
    private readonly ManualTimeProvider _clock = new();

    [Fact]
    public async Task Action_WhenOnlyReservedPlacesAreFree_WaitsAndCompensationEnters()
    {
        var gate = AGate(calls: 3, reserved: 1);
        await EnterAllAsync(gate, actions: 2);

        var action = Enter(gate);
        var compensation = Enter(gate, compensation: true);

        Assert.Equal(Admission.Admitted, await compensation);
        Assert.False(action.IsCompleted);
        gate.Leave(compensation: true);
        Assert.False(action.IsCompleted);
        gate.Leave(compensation: false);
        Assert.Equal(Admission.Admitted, await action);
    }

    [Fact]
    public async Task Compensations_HoldingAllPlaces_LeaveTheFirstToWhoCameFirst()
    {
        var gate = AGate(calls: 3, reserved: 1);
        for (var i = 0; i < 3; i++)
            Assert.Equal(Admission.Admitted, await Enter(gate, compensation: true));
        var action = Enter(gate);
        var compensation = Enter(gate, compensation: true);

        gate.Leave(compensation: true);
        Assert.Equal(Admission.Admitted, await action);
        Assert.False(compensation.IsCompleted);

        gate.Leave(compensation: false);
        Assert.Equal(Admission.Admitted, await compensation);
    }

    [Fact]
    public async Task Waiters_OfOneKind_EnterInOrderOfArrival()
    {
        var gate = AGate(calls: 1, reserved: 0);
        await EnterAllAsync(gate, actions: 1);
        var waiters = Enumerable.Range(0, 5).Select(_ => Enter(gate)).ToList();

        for (var i = 0; i < waiters.Count; i++)
        {
            gate.Leave(compensation: false);
            Assert.Equal(Admission.Admitted, await waiters[i]);
            Assert.DoesNotContain(waiters.Skip(i + 1), waiter => waiter.IsCompleted);
        }
    }

    [Fact]
    public async Task Waiter_AfterQueueTime_IsTurnedAwayAndTakesNoPlace()
    {
        var gate = AGate(calls: 1, reserved: 0);
        await EnterAllAsync(gate, actions: 1);
        var early = Enter(gate);
        _clock.Advance(TimeSpan.FromSeconds(0.6));
        var late = Enter(gate);

        _clock.Advance(TimeSpan.FromSeconds(0.4));
        Assert.Equal(Admission.QueueTimeUp, await early);
        Assert.False(late.IsCompleted);

        gate.Leave(compensation: false);
        Assert.Equal(Admission.Admitted, await late);
        Assert.Equal(0, _clock.ArmedTimers);
        gate.Leave(compensation: false);
        Assert.True(gate.IsIdle());
    }

    [Fact]
    public async Task Queue_WhenFullOfActions_TurnsActionsAwayButTakesCompensations()
    {
        var gate = AGate(calls: 2, reserved: 1, queued: 1);
        Assert.Equal(Admission.Admitted, await Enter(gate, compensation: true));
        Assert.Equal(Admission.Admitted, await Enter(gate));
        var waiting = Enter(gate);

        var refused = await Enter(gate);
        var compensation = Enter(gate, compensation: true);

        Assert.Equal(Admission.QueueFull, refused);
        gate.Leave(compensation: true);
        Assert.Equal(Admission.Admitted, await compensation);
        Assert.False(waiting.IsCompleted);
    }

    [Fact]
    public async Task Waiter_ThatIsCancelled_TakesNoPlace()
    {
        var gate = AGate(calls: 1, reserved: 0);
        await EnterAllAsync(gate, actions: 1);
        using var cancel = new CancellationTokenSource();
        var cancelled = gate.EnterAsync(compensation: false, cancel.Token).AsTask();
        var next = Enter(gate);

        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        gate.Leave(compensation: false);

        Assert.Equal(Admission.Admitted, await next);
    }

    [Fact]
    public async Task Call_CancelledBefore_TakesNoPlace()
    {
        var gate = AGate(calls: 1, reserved: 0);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gate.EnterAsync(compensation: false, new CancellationToken(canceled: true)).AsTask());

        Assert.True(gate.IsIdle());
    }

    [Fact]
    public async Task Calls_ThatEnterCancelAndTimeOutAtOnce_NeverExceedThePlacesAndLoseNone()
    {
        const int Calls = 4;
        const int Reserved = 1;
        var gate = AGate(Calls, Reserved, queued: 16);
        var active = 0;
        var activeActions = 0;
        var broken = 0;
        async Task WorkAsync(int seed)
        {
            var random = new Random(seed);
            for (var i = 0; i < 3_000; i++)
            {
                var compensation = random.Next(3) == 0;
                using var cancel = new CancellationTokenSource();
                var entering = gate.EnterAsync(compensation, cancel.Token);
                var fate = random.Next(8);
                if (fate == 0)
                    await cancel.CancelAsync();
                else if (fate == 1)
                    _clock.Advance(TimeSpan.FromMilliseconds(300));
                try
                {
                    if (await entering != Admission.Admitted)
                        continue;
                }
                catch (OperationCanceledException) when (cancel.IsCancellationRequested)
                {
                    continue;
                }

                if (Interlocked.Increment(ref active) > Calls | (!compensation && Interlocked.Increment(ref activeActions) > Calls - Reserved))
                    Interlocked.Increment(ref broken);
                await Task.Yield();
                Interlocked.Decrement(ref active);
                if (!compensation)
                    Interlocked.Decrement(ref activeActions);
                gate.Leave(compensation);
            }
        }

        await Task.WhenAll(Enumerable.Range(0, 24).Select(seed => Task.Run(() => WorkAsync(seed), TestContext.Current.CancellationToken)));

        Assert.Equal(0, broken);
        Assert.True(gate.IsIdle());
        await EnterAllAsync(gate, Calls - Reserved);
    }

    [Fact]
    public async Task Hosts_MoreThanTheTableHolds_PushOutTheLongestIdleNeverTheBusy()
    {
        var gates = new HostGates(new BranchCallOptions { Hosts = 16 }, _clock);
        var first = gates.Of(Host(0))!;
        Assert.Equal(Admission.Admitted, await Enter(first));
        for (var i = 1; i < 16; i++)
        {
            var gate = gates.Of(Host(i))!;
            Assert.Equal(Admission.Admitted, await Enter(gate));
            _clock.Advance(TimeSpan.FromSeconds(1));
            gate.Leave(compensation: false);
        }

        var second = gates.Of(Host(1))!;
        gates.Of(Host(16));

        Assert.Equal(16, gates.Count);
        Assert.Same(first, gates.Of(Host(0)));
        Assert.Equal(Admission.Retired, await Enter(second));
        Assert.Equal(Admission.Admitted, await Enter(gates.Of(Host(16))!));
    }

    [Fact]
    public async Task Hosts_AllBusy_RefuseOneMore()
    {
        var gates = new HostGates(new BranchCallOptions { Hosts = 16 }, _clock);
        for (var i = 0; i < 16; i++)
            Assert.Equal(Admission.Admitted, await Enter(gates.Of(Host(i))!));

        Assert.Null(gates.Of(Host(16)));
        gates.Of(Host(3))!.Leave(compensation: false);
        Assert.NotNull(gates.Of(Host(16)));
    }

    private static HostKey Host(int number) => new(IsTls: false, "bank", number);

    private static Task<Admission> Enter(HostGate gate, bool compensation = false) =>
        gate.EnterAsync(compensation, TestContext.Current.CancellationToken).AsTask();

    private static async Task EnterAllAsync(HostGate gate, int actions)
    {
        for (var i = 0; i < actions; i++)
            Assert.Equal(Admission.Admitted, await Enter(gate));
    }

    private HostGate AGate(int calls, int reserved, int queued = 100) =>
        new(new BranchCallOptions { CallsPerHost = calls, ReservedForCompensation = reserved, QueuedCallsPerHost = queued }, _clock);
}
