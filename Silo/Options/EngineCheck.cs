using System.Collections.Frozen;
using System.Globalization;
using OrleansSaga.Grains.Kernel;

namespace OrleansSaga.Silo.Options;

/// <summary>Checks the engine's options: sections <c>OrleansSaga:Retry</c> and <c>OrleansSaga:Limits</c>.</summary>
internal static class EngineCheck
{
    /// <summary>The section of <see cref="RetryOptions"/>.</summary>
    public const string RetrySection = "OrleansSaga:Retry";

    /// <summary>The section of <see cref="LimitOptions"/>.</summary>
    public const string LimitsSection = "OrleansSaga:Limits";

    private const long Day = 86_400;
    private const long Year = 365 * Day;

    /// <summary>
    /// The highest limits. A gid and a tag must fit into an index entry of PostgreSQL, a third of its page; a request timeout into a timer;
    /// a time that is added to now must stay one; the rest keeps a request's share of memory within bounds.
    /// </summary>
    private static readonly FrozenDictionary<string, long> Highest = new Dictionary<string, long>(StringComparer.Ordinal)
    {
        [nameof(LimitOptions.BodyBytes)] = 100 * 1024 * 1024,
        [nameof(LimitOptions.Steps)] = 100_000,
        [nameof(LimitOptions.RegisteredBytes)] = 1024 * 1024 * 1024,
        [nameof(LimitOptions.GidLength)] = 512,
        [nameof(LimitOptions.UrlLength)] = 65_536,
        [nameof(LimitOptions.CustomDataLength)] = 16 * 1024 * 1024,
        [nameof(LimitOptions.Orders)] = 1_000_000,
        [nameof(LimitOptions.Headers)] = 1000,
        [nameof(LimitOptions.HeaderLength)] = 65_536,
        [nameof(LimitOptions.Tags)] = 1000,
        [nameof(LimitOptions.TagLength)] = 256,
        [nameof(LimitOptions.Seconds)] = 10 * Year,
        [nameof(LimitOptions.RequestTimeoutSeconds)] = 30 * Day,
        [nameof(LimitOptions.DrivenTransactions)] = 500_000,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>All faults, each beginning with its key.</summary>
    public static IEnumerable<string> Faults(RetryOptions retry, LimitOptions limits) =>
        Retry(retry).Concat(typeof(LimitOptions).GetProperties().Select(limit => OptionRange.Fault(
            $"{LimitsSection}:{limit.Name}", Convert.ToInt64(limit.GetValue(limits), CultureInfo.InvariantCulture), 1, Highest[limit.Name]))).OfType<string>();

    private static IEnumerable<string?> Retry(RetryOptions retry) =>
    [
        OptionRange.Fault($"{RetrySection}:BaseSeconds", retry.BaseSeconds, 1, Day),
        OptionRange.Fault($"{RetrySection}:MaxSeconds", retry.MaxSeconds, retry.BaseSeconds, Year),
        OptionRange.Fault($"{RetrySection}:JitterRatio", retry.JitterRatio, 0, 1),
        OptionRange.Fault($"{RetrySection}:TimeoutToFailSeconds", retry.TimeoutToFailSeconds, 1, Year),
        OptionRange.Fault($"{RetrySection}:RequestTimeoutSeconds", retry.RequestTimeoutSeconds, 1, Day),
    ];
}
