using Microsoft.Extensions.Options;
using OrleansSaga.Grains.Journal;
using OrleansSaga.Silo.Options;

namespace OrleansSaga.Silo.Application.Topics;

/// <summary>Reports every fault of <see cref="TopicOptions"/> at once, each with its full configuration key.</summary>
internal sealed class TopicOptionsValidator : IValidateOptions<TopicOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, TopicOptions options)
    {
        var faults = new List<string>();
        Range(faults, nameof(options.NameLength), options.NameLength, KeyValueSizes.KeyLength);
        Range(faults, nameof(options.RemarkLength), options.RemarkLength, 4096);
        Range(faults, nameof(options.Subscribers), options.Subscribers, 1000);
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static void Range(List<string> faults, string name, int value, int most)
    {
        if (OptionRange.Fault($"{TopicOptions.Section}:{name}", value, 1, most) is { } fault)
            faults.Add(fault);
    }
}
