using System.Globalization;

namespace OrleansSaga.Client;

/// <summary>Checks a definition before it is sent: all faults at once, each with its field, and its limit where there is one.</summary>
internal static class SagaRules
{
    /// <summary>Most faults that one refusal lists.</summary>
    private const int MostFaults = 10;

    /// <summary>What is wrong with <paramref name="saga"/>, or null.</summary>
    public static string? Check(SagaDefinition saga, SagaLimits limits)
    {
        var faults = Faults(saga, limits).Take(MostFaults + 1).ToList();
        return faults.Count switch
        {
            0 => null,
            > MostFaults => $"{string.Join("; ", faults.Take(MostFaults))}; and more",
            _ => string.Join("; ", faults),
        };
    }

    /// <summary>What is wrong with payloads of so many bytes together, or null.</summary>
    public static string? PayloadFault(long bytes, SagaLimits limits) =>
        bytes > limits.PayloadBytes ? $"payloads: {bytes} bytes together, at most {limits.PayloadBytes} are allowed" : null;

    private static IEnumerable<string> Faults(SagaDefinition saga, SagaLimits limits)
    {
        if (GidRules.Check(saga.Gid, limits) is { } gid)
            yield return gid;
        foreach (var fault in StepFaults(saga.Steps, limits))
            yield return fault;
        foreach (var fault in TimeFaults(saga, limits))
            yield return fault;
        if (saga.RetryLimit < 0)
            yield return $"retry_limit: {saga.RetryLimit.ToString(CultureInfo.InvariantCulture)} is negative";
        foreach (var fault in HeaderFaults(saga.BranchHeaders, limits))
            yield return fault;
        foreach (var fault in TagFaults(saga.Tags, limits))
            yield return fault;
    }

    private static IEnumerable<string> StepFaults(IReadOnlyList<SagaStep> steps, SagaLimits limits)
    {
        if (steps.Count == 0)
            yield return "steps: none";
        if (steps.Count > limits.Steps)
            yield return $"steps: {steps.Count} steps, at most {limits.Steps} are allowed";
        var bytes = 0L;
        for (var i = 0; i < steps.Count; i++)
        {
            var step = steps[i];
            if (UrlFault(step.Action, limits) is { } action)
                yield return $"steps[{i}].action: {action}";
            if (UrlFault(step.Compensate, limits) is { } compensate)
                yield return $"steps[{i}].compensate: {compensate}";
            foreach (var before in step.After.Where(before => before < 0 || before >= steps.Count || before == i))
                yield return $"steps[{i}].after: {before} is not another step from 0 to {steps.Count - 1}";
            bytes += step.Payload.Length;
        }

        if (PayloadFault(bytes, limits) is { } payloads)
            yield return payloads;
    }

    private static string? UrlFault(string url, SagaLimits limits)
    {
        if (url.Length == 0)
            return null;
        if (url.Length > limits.UrlLength)
            return $"{url.Length} characters, at most {limits.UrlLength} are allowed";
        return Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.Host.Length > 0 ? null : "not an http or https URL";
    }

    private static IEnumerable<string> TimeFaults(SagaDefinition saga, SagaLimits limits) =>
        new[]
        {
            TimeFault("timeout_to_fail", saga.TimeoutToFail, limits.LongestTime),
            TimeFault("request_timeout", saga.RequestTimeout, limits.LongestRequest),
            TimeFault("retry_interval", saga.RetryInterval, limits.LongestTime),
        }.OfType<string>();

    private static string? TimeFault(string field, TimeSpan time, TimeSpan longest) =>
        time < TimeSpan.Zero ? $"{field}: {time} is negative"
        : time > longest ? $"{field}: {time}, at most {longest} is allowed"
        : time.Ticks % TimeSpan.TicksPerSecond != 0 ? $"{field}: {time} is not a whole number of seconds"
        : null;

    private static IEnumerable<string> HeaderFaults(IReadOnlyDictionary<string, string> headers, SagaLimits limits)
    {
        if (headers.Count > limits.Headers)
            yield return $"branch_headers: {headers.Count} headers, at most {limits.Headers} are allowed";
        foreach (var (name, value) in headers)
        {
            if (name.Length == 0 || name.Length > limits.HeaderLength || !name.All(IsTokenCharacter))
                yield return $"branch_headers.{Texts.Short(name)}: not a header name of at most {limits.HeaderLength} characters";
            else if (value.Length > limits.HeaderLength)
                yield return $"branch_headers.{Texts.Short(name)}: {value.Length} characters, at most {limits.HeaderLength} are allowed";
            else if (value.Any(char.IsControl))
                yield return $"branch_headers.{Texts.Short(name)}: contains a control character";
        }
    }

    private static IEnumerable<string> TagFaults(IReadOnlyDictionary<string, string> tags, SagaLimits limits)
    {
        if (tags.Count > limits.Tags)
            yield return $"tags: {tags.Count} tags, at most {limits.Tags} are allowed";
        foreach (var (key, value) in tags)
        {
            if (key.Length == 0 || key.Length > limits.TagLength || value.Length > limits.TagLength)
                yield return $"tags.{Texts.Short(key)}: key and value must have at most {limits.TagLength} characters, the key at least one";
            else if (key.Any(char.IsControl) || value.Any(char.IsControl) || !Texts.IsWhole(key) || !Texts.IsWhole(value))
                yield return $"tags.{Texts.Short(key)}: contains a control character or half of a surrogate pair";
        }
    }

    private static bool IsTokenCharacter(char c) => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c, StringComparison.Ordinal);
}
