namespace OrleansSaga.Samples.Bank;

/// <summary>A fault that was given to a bank, and what has become of it. Disposing ends it.</summary>
public sealed class BankFaultRule : IDisposable
{
    private readonly TaskCompletionSource _struck = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _usedUp = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<bool> _goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _left;

    internal BankFaultRule(BankFault fault)
    {
        Fault = fault;
        _left = fault.Times;
    }

    public BankFault Fault { get; }

    /// <summary>Completes when the fault has struck for the first time.</summary>
    public Task Struck => _struck.Task;

    /// <summary>Completes when the fault has struck as often as it should.</summary>
    public Task UsedUp => _usedUp.Task;

    /// <summary>True when calls that wait on this rule shall go on, false when they shall end without work or answer.</summary>
    internal Task<bool> GoOn => _goOn.Task;

    internal bool IsSpent =>
        Volatile.Read(ref _left) <= 0 && (Fault.Kind != BankFaultKind.Hold || _goOn.Task.IsCompleted);

    /// <summary>Lets all calls that are held go on as if nothing had been, also those whose caller has left since.</summary>
    public void Release() => Finish(goOn: true);

    /// <summary>Ends the fault; calls that are held are cut off without work or answer.</summary>
    public void Dispose() => Finish(goOn: false);

    internal bool TryStrike()
    {
        var left = Interlocked.Decrement(ref _left);
        if (left < 0)
            return false;
        _struck.TrySetResult();
        if (left == 0)
            _usedUp.TrySetResult();
        return true;
    }

    private void Finish(bool goOn)
    {
        Volatile.Write(ref _left, 0);
        _goOn.TrySetResult(goOn);
    }
}
