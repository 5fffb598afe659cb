namespace OrleansSaga.Client;

/// <summary>
/// Calls to the grains of transactions, with a deadline and repeats. All of their methods may be repeated: those that change something
/// carry a request id, which stays the same.
/// </summary>
/// <param name="find">The grain of a gid.</param>
/// <param name="options">Times and limits.</param>
/// <param name="time">The clock that they are measured by.</param>
internal sealed class TransactionCalls(Func<string, ITransactionGrain> find, TransactionClientOptions options, TimeProvider time)
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Calls until there is an answer with which <paramref name="trouble"/> finds nothing, at most for <paramref name="deadline"/>.
    /// </summary>
    /// <exception cref="TransactionUnavailableException">There was none in time.</exception>
    /// <exception cref="TransactionContractException">Client and servers do not understand each other.</exception>
    public async Task<TAnswer> CallAsync<TAnswer>(
        string gid, Func<ITransactionGrain, Task<TAnswer>> call, Func<TAnswer, string?> trouble, TimeSpan deadline, CancellationToken cancellationToken)
    {
        var begun = time.GetTimestamp();
        var pause = options.FirstPause;
        for (var tries = 1; ; tries++)
        {
            Exception? cause = null;
            string? last;
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                var answer = await call(find(gid)).WaitAsync(Shorter(options.TryTimeout, Left()), time, cancellationToken).ConfigureAwait(false);
                last = trouble(answer);
                if (last is null)
                    return answer;
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                (last, cause) = (Told(gid, exception), exception);
            }

            if (tries >= options.MostTries || Left() <= pause)
                throw new TransactionUnavailableException(gid, $"Transaction {gid}: no answer after {tries} tries in {time.GetElapsedTime(begun).TotalSeconds:0.0} seconds; the last: {last}", cause);
            await Task.Delay(pause, time, cancellationToken).ConfigureAwait(false);
            pause = Shorter(pause * 2, LongestPause);
        }

        TimeSpan Left()
        {
            var left = deadline - time.GetElapsedTime(begun);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    /// <summary>What is to be said of trouble that may pass; throws for any other.</summary>
    public static string Told(string gid, Exception exception) => CallTrouble.Of(exception) switch
    {
        TroubleKind.Passing => exception.Message,
        TroubleKind.Contract => throw new TransactionContractException(
            gid,
            $"Transaction {gid}: the server and this client are built against different versions of the grain interfaces. Upgrade the servers first, then their clients. ({exception.GetType().Name}: {exception.Message})",
            exception),
        _ => throw new TransactionUnavailableException(gid, $"Transaction {gid}: the server failed. ({exception.GetType().Name}: {exception.Message})", exception),
    };

    private static TimeSpan Shorter(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
