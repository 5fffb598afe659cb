namespace OrleansSaga.Samples.Bank;

/// <summary>A participant's own database. The barrier needs no more of it than local transactions.</summary>
public interface ILocalDatabase : IAsyncDisposable
{
    /// <summary>
    /// Runs <paramref name="work"/> in a transaction. The work commits; a transaction that it leaves open is rolled
    /// back. Gives <paramref name="busy"/>, and keeps nothing, when the database has no room for it now.
    /// </summary>
    /// <param name="work">Must be short and must not wait for anything but the database.</param>
    /// <param name="busy">The result when there is no room.</param>
    /// <param name="cancellation">Ends the wait for a turn; once the work runs, it runs to its end.</param>
    Task<T> RunAsync<T>(Func<LocalTransaction, Task<T>> work, T busy, CancellationToken cancellation);

    /// <summary>As <see cref="RunAsync"/>, for several reads that must see the same moment.</summary>
    Task<T> ReadAsync<T>(Func<LocalTransaction, Task<T>> work, T busy, CancellationToken cancellation);
}
