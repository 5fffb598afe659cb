using System.Globalization;
using Microsoft.Extensions.Options;

namespace OrleansSaga.Silo.Alerts;

/// <summary>Reports every fault of <see cref="AlertOptions"/> at once, each with its full configuration key, and never the URL: it may hold a token.</summary>
internal sealed class AlertOptionsValidator : IValidateOptions<AlertOptions>
{
    private const int LargestLimit = 1_000_000;

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, AlertOptions options)
    {
        var faults = new List<string>();
        if (options.RetryLimit is < 1 or > LargestLimit)
            faults.Add(string.Create(CultureInfo.InvariantCulture, $"{AlertOptions.Section}:{nameof(options.RetryLimit)}: {options.RetryLimit} is not from 1 to {LargestLimit}"));
        if (!string.IsNullOrEmpty(options.WebHook) && FaultOf(options.WebHook) is { } fault)
            faults.Add($"{AlertOptions.Section}:{nameof(options.WebHook)}: {fault}");
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static string? FaultOf(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || (uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps))
            return "not an http or https URL";
        return uri.UserInfo.Length > 0 ? "a user name in the URL is not sent; use a token in its path or query" : null;
    }
}
