using OrleansSaga.Grains.Journal;

namespace OrleansSaga.Storage;

/// <summary>Opens what may not be there yet, again and again, for as long as <see cref="StorageOptions.StartPatience"/>.</summary>
internal static class StartPatience
{
    /// <summary>Returns once <paramref name="open"/> has.</summary>
    /// <param name="open">Throws <see cref="JournalUnavailableException"/> while the database is away.</param>
    /// <param name="options">How long, and with which pauses.</param>
    /// <param name="time">Measures it.</param>
    /// <param name="onNotYet">Hears why, each time that it is tried again.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="StorageConfigurationException">It took too long.</exception>
    public static async Task OpenAsync(Func<CancellationToken, ValueTask> open, StorageOptions options, TimeProvider time, Action<string> onNotYet, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var pause = options.RetryPause;
        while (true)
        {
            try
            {
                await open(cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (JournalUnavailableException exception) when (time.GetElapsedTime(started) + pause < options.StartPatience)
            {
                onNotYet(exception.Message);
            }
            catch (JournalUnavailableException exception)
            {
                throw new StorageConfigurationException(
                    $"The journal could not be opened within {StorageOptions.Section}:StartPatience ({options.StartPatience}). Check {StorageOptions.Section}:ConnectionString and the database. {exception.Message}",
                    exception);
            }

            await Task.Delay(pause, time, cancellationToken).ConfigureAwait(false);
            pause = pause * 2 < options.RetryPauseLimit ? pause * 2 : options.RetryPauseLimit;
        }
    }
}
