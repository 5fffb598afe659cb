using Microsoft.Extensions.Options;

namespace OrleansSaga.Runtime.Embedded;

/// <summary>Reports everything that is wrong with the options at once.</summary>
internal sealed class EmbeddedRuntimeOptionsValidator : IValidateOptions<EmbeddedRuntimeOptions>
{
    // A timer cannot be set further ahead than this.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(40);

    public ValidateOptionsResult Validate(string? name, EmbeddedRuntimeOptions options)
    {
        var failures = new List<string>();
        RequireCount(nameof(options.MaxMailboxLength), options.MaxMailboxLength);
        RequireCount(nameof(options.MaxActivations), options.MaxActivations);
        RequireTime(nameof(options.CollectionAge), options.CollectionAge);
        RequireTime(nameof(options.CollectionQuantum), options.CollectionQuantum);
        RequireTime(nameof(options.DrainTimeout), options.DrainTimeout);
        RequireTime(nameof(options.DeactivationTimeout), options.DeactivationTimeout);
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);

        void RequireCount(string option, int value)
        {
            if (value < 1)
                failures.Add($"{nameof(EmbeddedRuntimeOptions)}.{option} must be at least 1, not {value}.");
        }

        void RequireTime(string option, TimeSpan value)
        {
            if (value <= TimeSpan.Zero || value > Longest)
                failures.Add($"{nameof(EmbeddedRuntimeOptions)}.{option} must be more than zero and at most {Longest.TotalDays} days, not {value}.");
        }
    }
}
