using Microsoft.Extensions.Options;

namespace OrleansSaga.Storage;

/// <summary>Names every wrong key at once, before anything is opened.</summary>
public sealed class StorageOptionsValidator : IValidateOptions<StorageOptions>
{
    // A time written as a bare number counts days: "10" for ten seconds must not pass.
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(12);

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, StorageOptions options)
    {
        List<string> failures = [];
        Check(Enum.IsDefined(options.Provider), nameof(options.Provider), "must be sqlite, postgres or memory");
        Check(options.Provider != StorageProvider.Postgres || !string.IsNullOrWhiteSpace(options.ConnectionString), nameof(options.ConnectionString), "is required for postgres");
        Check(options.Writers is >= 0 and <= 16, nameof(options.Writers), "must be 0 to 16");
        Check(options.QueueCapacity is >= 2 and <= 1_000_000, nameof(options.QueueCapacity), "must be 2 to 1,000,000");
        Check(options.MaxBatchCount is >= 1 and <= 10_000, nameof(options.MaxBatchCount), "must be 1 to 10,000");
        Check(options.MaxBatchBytes is >= 1024 and <= 64 * 1024 * 1024, nameof(options.MaxBatchBytes), "must be 1 KiB to 64 MiB");
        Check(options.GatherTime >= TimeSpan.Zero && options.GatherTime <= TimeSpan.FromMilliseconds(50), nameof(options.GatherTime), "must be 00:00:00 to 00:00:00.05");
        Check(options.ClientPatience > TimeSpan.Zero && options.ClientPatience <= LongestWait, nameof(options.ClientPatience), "must be longer than zero, and at most 12:00:00");
        Check(options.RetryPause > TimeSpan.Zero, nameof(options.RetryPause), "must be longer than zero");
        Check(options.RetryPauseLimit >= options.RetryPause && options.RetryPauseLimit <= LongestWait, nameof(options.RetryPauseLimit), "must not be shorter than RetryPause, and at most 12:00:00");
        Check(options.CommandTimeout >= TimeSpan.FromSeconds(1) && options.CommandTimeout <= LongestWait, nameof(options.CommandTimeout), "must be 00:00:01 to 12:00:00");
        Check(options.ReadConnections is >= 0 and <= 200, nameof(options.ReadConnections), "must be 0 to 200");
        Check(options.StartPatience >= TimeSpan.Zero && options.StartPatience <= LongestWait, nameof(options.StartPatience), "must not be negative, and at most 12:00:00");
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);

        void Check(bool holds, string key, string rule)
        {
            if (!holds)
                failures.Add($"{StorageOptions.Section}:{key} {rule}.");
        }
    }
}
