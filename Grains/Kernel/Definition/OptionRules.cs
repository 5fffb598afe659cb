using System.Globalization;

namespace OrleansSaga.Grains.Kernel;

/// <summary>What the flattened options (protocol 1.3) may hold.</summary>
internal static class OptionRules
{
    /// <summary>Throws for the first option that is wrong, naming it and its limit.</summary>
    public static void Check(StartOptions options, LimitOptions limits)
    {
        CheckRange("timeout_to_fail", options.TimeoutToFailSeconds, limits.Seconds);
        CheckRange("request_timeout", options.RequestTimeoutSeconds, limits.RequestTimeoutSeconds);
        CheckRange("retry_interval", options.RetryIntervalSeconds, limits.Seconds);
        CheckRange("retry_limit", options.RetryLimit, int.MaxValue);
        CheckRange("retry_count", options.RetryCount, int.MaxValue);
        if (options.BranchHeaders.Count > limits.Headers)
            throw new InvalidFieldException($"branch_headers: {options.BranchHeaders.Count} headers, at most {limits.Headers} are allowed");
        foreach (var (name, value) in options.BranchHeaders)
        {
            if (name.Length == 0 || name.Length > limits.HeaderLength || !name.All(IsTokenCharacter))
                throw new InvalidFieldException($"branch_headers: a name is not a header name of at most {limits.HeaderLength} characters");
            if (value.Length > limits.HeaderLength)
                throw InvalidFieldException.TooLong($"branch_headers.{name}", value.Length, limits.HeaderLength);
            if (value.Any(char.IsControl))
                throw new InvalidFieldException($"branch_headers.{name}: contains a control character");
        }
    }

    private static void CheckRange(string field, long value, long most)
    {
        if (value < 0)
            throw new InvalidFieldException(string.Create(CultureInfo.InvariantCulture, $"{field}: {value} is negative"));
        if (value > most)
            throw new InvalidFieldException(string.Create(CultureInfo.InvariantCulture, $"{field}: {value}, at most {most} is allowed"));
    }

    private static bool IsTokenCharacter(char c) => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c, StringComparison.Ordinal);
}
