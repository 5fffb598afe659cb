namespace OrleansSaga.Runtime.Tests;

public sealed class ScriptGrain : Grain, IScriptGrain
{
    private int _inside;

    public ScriptGrain(Probe probe)
    {
        Probe = probe;
        KeyInConstructor = this.GetPrimaryKeyString();
    }

    public Probe Probe { get; }

    public string KeyInConstructor { get; }

    public IGrainFactory Factory => GrainFactory;

    /// <summary>Requests in progress in this activation.</summary>
    public int InProgress { get; set; }

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (Probe.OnActivate is { } script)
            await script(this);
        Probe.Activated(this.GetPrimaryKeyString());
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        try
        {
            if (Probe.OnDeactivate is { } script)
                await script(this, cancellationToken);
        }
        finally
        {
            Probe.Deactivated(this.GetPrimaryKeyString(), reason);
        }
    }

    public Task Run(Func<ScriptGrain, Task> script) => script(this);

    public Task<int> Ask(Func<ScriptGrain, Task<int>> script) => script(this);

    public Task RunInterleaved(Func<ScriptGrain, Task> script) => script(this);

    public Task Tell(Func<ScriptGrain, Task> script) => script(this);

    public ValueTask RunAsValueTask(Func<ScriptGrain, Task> script) => new(script(this));

    public ValueTask<int> AskAsValueTask(Func<ScriptGrain, Task<int>> script) => new(script(this));

    public void Deactivate() => DeactivateOnIdle();

    public void Delay(TimeSpan time) => DelayDeactivation(time);

    /// <summary>A stretch of code without an await: reports it if another thread is in such a stretch too.</summary>
    public void Alone()
    {
        if (Interlocked.Exchange(ref _inside, 1) == 1)
            Probe.Violated();
        Thread.SpinWait(20);
        Volatile.Write(ref _inside, 0);
    }
}
