namespace OrleansSaga.Runtime;

/// <summary>What a grain's base class needs from the runtime that activated it.</summary>
internal interface IActivationContext
{
    string PrimaryKey { get; }

    IGrainFactory GrainFactory { get; }

    void DeactivateOnIdle();

    void DelayDeactivation(TimeSpan timeSpan);

    IGrainTimer RegisterTimer(Func<CancellationToken, Task> callback, GrainTimerCreationOptions options);
}
