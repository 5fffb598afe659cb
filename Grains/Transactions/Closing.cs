namespace OrleansSaga.Grains.Transactions;

/// <summary>
/// Tells when this silo is about to end: nobody's waiting may hold that up. A silo that is alone closes as soon as it is told to stop; one of
/// a cluster first drains, and serves meanwhile.
/// </summary>
public sealed class Closing : IDisposable
{
    private readonly CancellationTokenSource _source = new();

    /// <summary>Fires when the silo closes.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>Whether it does.</summary>
    public bool HasBegun => _source.IsCancellationRequested;

    /// <summary>It closes from now on.</summary>
    public void Begin() => _source.Cancel();

    /// <inheritdoc/>
    public void Dispose() => _source.Dispose();
}
