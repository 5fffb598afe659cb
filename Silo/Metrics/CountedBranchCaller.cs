using OrleansSaga.Grains;
using OrleansSaga.Grains.Branches;

namespace OrleansSaga.Silo.Metrics;

/// <summary>Counts the calls of another caller in DTM's metric; a call that was deferred was not made.</summary>
internal sealed class CountedBranchCaller(IBranchCaller inner, DtmInstruments instruments) : IBranchCaller, IDisposable
{
    /// <inheritdoc/>
    public async Task<BranchResult> CallAsync(BranchCall call, CancellationToken cancellationToken)
    {
        var result = await inner.CallAsync(call, cancellationToken).ConfigureAwait(false);
        if (result.Outcome != BranchOutcome.Deferred)
            instruments.OnBranch(call, result.Outcome);
        return result;
    }

    /// <summary>Ends the other caller, whom the container does not know.</summary>
    public void Dispose() => (inner as IDisposable)?.Dispose();
}
