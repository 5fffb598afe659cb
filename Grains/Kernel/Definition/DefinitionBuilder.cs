using System.Collections.Immutable;
using System.Globalization;

namespace OrleansSaga.Grains.Kernel;

/// <summary>
/// Checks a request and makes a definition of it. Runs after the look-up of the gid (protocol 1.5). Every refusal names the field
/// and, where there is one, the limit.
/// </summary>
public static class DefinitionBuilder
{
    /// <summary>Makes the definition, or says what is wrong with the request.</summary>
    public static (TransactionDefinition? Definition, Refusal? Refusal) Build(StartTransaction request, Guid instance, DateTimeOffset now, EngineOptions engine)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(engine);
        try
        {
            return (BuildOrThrow(request, instance, now, engine), null);
        }
        catch (InvalidFieldException invalid)
        {
            return (null, new Refusal(ReplyCode.Invalid, invalid.Message));
        }
    }

    private static TransactionDefinition BuildOrThrow(StartTransaction request, Guid instance, DateTimeOffset now, EngineOptions engine)
    {
        var limits = engine.Limits;
        var mode = Mode(request.TransType);
        var protocol = Protocol(request.Protocol);
        CheckOptions(request.Options, limits);
        if (request.QueryPrepared.Length > limits.UrlLength)
            throw InvalidFieldException.TooLong("query_prepared", request.QueryPrepared.Length, limits.UrlLength);
        if (request.Steps.Count > limits.Steps)
            throw new InvalidFieldException($"steps: {request.Steps.Count} steps, at most {limits.Steps} are allowed");
        if (request.Payloads.Count < request.Steps.Count)
            throw new InvalidFieldException($"payloads: {request.Payloads.Count} payloads for {request.Steps.Count} steps");

        var custom = CustomDataReader.Read(request.CustomData, request.Steps.Count, limits);
        var steps = ImmutableArray.CreateBuilder<StepDefinition>(request.Steps.Count);
        for (var i = 0; i < request.Steps.Count; i++)
        {
            var step = request.Steps[i];
            CheckUrl($"steps[{i}].action", step.Action, protocol, limits);
            CheckUrl($"steps[{i}].compensate", step.Compensate, protocol, limits);
            steps.Add(new StepDefinition(step.Action, step.Compensate, request.Payloads[i], custom.After(i), custom.Policy(i)));
        }

        var ordered = steps.MoveToImmutable();
        CycleCheck.Check(ordered, custom.Concurrent);
        return new TransactionDefinition(
            request.Gid, instance, mode, protocol, now, request.Options,
            new ResolvedDefaults(engine.Retry.RequestTimeoutSeconds, engine.Retry.BaseSeconds, engine.Retry.MaxSeconds, engine.Retry.JitterRatio),
            ordered, custom.Concurrent, request.CustomData, request.QueryPrepared, custom.Tags, request.TraceParent);
    }

    private static TransactionMode Mode(string transType)
    {
        if (transType.Length == 0)
            throw new InvalidFieldException("trans_type: missing");
        return WireNames.Mode(transType) switch
        {
            TransactionMode.Saga => TransactionMode.Saga,
            null => throw new InvalidFieldException("trans_type: unknown; known are saga, msg, tcc, xa and workflow"),
            _ => throw new InvalidFieldException($"trans_type: {transType} is not served by this version, only saga is"),
        };
    }

    private static string Protocol(string protocol) => protocol switch
    {
        "" or "http" => "http",
        "grpc" or "json-rpc" => protocol,
        _ => throw new InvalidFieldException("protocol: unknown; known are http, grpc and json-rpc"),
    };

    private static void CheckUrl(string field, string url, string protocol, LimitOptions limits)
    {
        if (url.Length == 0)
            return;
        if (url.Length > limits.UrlLength)
            throw InvalidFieldException.TooLong(field, url.Length, limits.UrlLength);
        var isHttp = url.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || url.StartsWith("https://", StringComparison.OrdinalIgnoreCase);
        if (!isHttp || !Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Host.Length == 0)
            throw new InvalidFieldException($"{field}: not an http or https URL");
        if (protocol == "json-rpc" && url.Contains("method", StringComparison.Ordinal))
            throw new InvalidFieldException($"{field}: JSON-RPC branches are not served by this version");
    }

    private static void CheckOptions(StartOptions options, LimitOptions limits)
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
