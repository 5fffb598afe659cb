namespace OrleansSaga.Runtime.Tests;

public sealed class PlaceGrain(Place place) : Grain, IPlaceGrain
{
    private readonly TaskCompletionSource<string> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        place.Ended.Enqueue(reason.ReasonCode);
        _end.TrySetResult($"{place.Name} {reason.ReasonCode}");
        return Task.CompletedTask;
    }

    public Task<string> Where() => Task.FromResult(place.Name);

    public async Task<string> Hold()
    {
        await place.Gate.Pass();
        return place.Name;
    }

    public Task<string> Wait()
    {
        place.Waiting.TrySetResult();
        return _end.Task;
    }

    public Task Fail(string message) => throw new InvalidOperationException(message);

    public Task<string> WhereIsMyHelper() => GrainFactory.GetGrain<ILocalGrain>(this.GetPrimaryKeyString()).Where();
}

[PreferLocalPlacement]
public sealed class LocalGrain(Place place) : Grain, ILocalGrain
{
    public Task<string> Where() => Task.FromResult(place.Name);
}
