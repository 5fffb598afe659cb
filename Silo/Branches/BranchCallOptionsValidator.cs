using System.Globalization;
using Microsoft.Extensions.Options;
using OrleansSaga.Silo.Options;

namespace OrleansSaga.Silo.Branches;

/// <summary>Reports every fault of <see cref="BranchCallOptions"/> at once, each with its full configuration key.</summary>
internal sealed class BranchCallOptionsValidator : IValidateOptions<BranchCallOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, BranchCallOptions options)
    {
        var faults = new List<string>();
        Range(faults, nameof(options.CallsPerHost), options.CallsPerHost, 1, 65_535);
        Range(faults, nameof(options.ReservedForCompensation), options.ReservedForCompensation, 0, 65_534);
        Range(faults, nameof(options.QueuedCallsPerHost), options.QueuedCallsPerHost, 0, 1_000_000);
        Range(faults, nameof(options.QueueSeconds), options.QueueSeconds, 1, 60);
        Range(faults, nameof(options.ResponseBytes), options.ResponseBytes, 1024, 64 * 1024 * 1024);
        Range(faults, nameof(options.Hosts), options.Hosts, 16, 1_000_000);
        if (options.ReservedForCompensation >= options.CallsPerHost)
        {
            faults.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"{Key(nameof(options.ReservedForCompensation))}: {options.ReservedForCompensation} leaves no place for actions, it must be less than {Key(nameof(options.CallsPerHost))} ({options.CallsPerHost})"));
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static void Range(List<string> faults, string name, int value, int least, int most)
    {
        if (OptionRange.Fault(Key(name), value, least, most) is { } fault)
            faults.Add(fault);
    }

    private static string Key(string name) => $"{BranchCallOptions.Section}:{name}";
}
