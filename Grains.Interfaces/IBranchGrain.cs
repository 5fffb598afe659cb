namespace OrleansSaga.Grains;

/// <summary>One call to a participant (key = <see cref="BranchKey"/>): makes it with its timeout and caps, and reports the result to the transaction's grain.</summary>
[Alias("orleanssaga.IBranchGrain")]
public interface IBranchGrain : IGrainWithStringKey
{
    /// <summary>Accepts the call and returns before it is made. A call with the stamp of one in flight is accepted and not made twice.</summary>
    [Alias("Start")]
    Task Start(BranchCall call);
}
