using System.Collections.Immutable;

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
        OptionRules.Check(request.Options, limits);
        if (request.QueryPrepared.Length > limits.UrlLength)
            throw InvalidFieldException.TooLong("query_prepared", request.QueryPrepared.Length, limits.UrlLength);
        if (request.QueryPrepared.Any(char.IsControl))
            throw new InvalidFieldException("query_prepared: control characters are not allowed");
        // Only these two ever call it.
        if (mode is TransactionMode.Message or TransactionMode.Workflow)
            UrlRules.Check("query_prepared", request.QueryPrepared, protocol, limits);

        var custom = CustomDataReader.Read(mode, request.CustomData, request.Steps.Count, limits);
        var steps = mode is TransactionMode.Saga or TransactionMode.Message ? Steps(request, custom, protocol, limits) : [];
        CycleCheck.Check(steps, custom.Concurrent);
        if (mode == TransactionMode.Workflow)
            JsonRpcRules.Check("custom_data.data", custom.WorkflowData, protocol, request.QueryPrepared);
        return new TransactionDefinition(
            request.Gid, instance, mode, protocol, now, request.Options,
            new ResolvedDefaults(engine.Retry.RequestTimeoutSeconds, engine.Retry.BaseSeconds, engine.Retry.MaxSeconds, engine.Retry.JitterRatio)
            {
                TimeoutToFailSeconds = engine.Retry.TimeoutToFailSeconds,
            },
            steps, mode == TransactionMode.Saga ? custom.Concurrent : request.Options.Concurrent, request.CustomData, request.QueryPrepared, custom.Tags, request.TraceParent)
        {
            DelaySeconds = custom.DelaySeconds,
            WorkflowName = custom.WorkflowName,
            WorkflowData = custom.WorkflowData,
        };
    }

    private static ImmutableArray<StepDefinition> Steps(StartTransaction request, CustomData custom, string protocol, LimitOptions limits)
    {
        if (request.Steps.Count > limits.Steps)
            throw new InvalidFieldException($"steps: {request.Steps.Count} steps, at most {limits.Steps} are allowed");
        if (request.Payloads.Count < request.Steps.Count)
            throw new InvalidFieldException($"payloads: {request.Payloads.Count} payloads for {request.Steps.Count} steps");

        var bytes = request.Payloads.Sum(static payload => (long)payload.Length);
        if (bytes > limits.RegisteredBytes)
            throw new InvalidFieldException($"payloads: {bytes} bytes together, at most {limits.RegisteredBytes} are allowed");

        var steps = ImmutableArray.CreateBuilder<StepDefinition>(request.Steps.Count);
        for (var i = 0; i < request.Steps.Count; i++)
        {
            var step = request.Steps[i];
            UrlRules.Check($"steps[{i}].action", step.Action, protocol, limits);
            UrlRules.Check($"steps[{i}].compensate", step.Compensate, protocol, limits);
            JsonRpcRules.Check($"payloads[{i}]", request.Payloads[i], protocol, step.Action, step.Compensate);
            steps.Add(new StepDefinition(step.Action, step.Compensate, request.Payloads[i], custom.After(i), custom.Policy(i)) { BranchId = step.BranchId });
        }

        return steps.MoveToImmutable();
    }

    private static TransactionMode Mode(string transType)
    {
        if (transType.Length == 0)
            throw new InvalidFieldException("trans_type: missing");
        return WireNames.Mode(transType) ?? throw new InvalidFieldException("trans_type: unknown; known are saga, msg, tcc, xa and workflow");
    }

    private static string Protocol(string protocol) => protocol switch
    {
        "" or "http" => "http",
        "grpc" or "json-rpc" => protocol,
        _ => throw new InvalidFieldException("protocol: unknown; known are http, grpc and json-rpc"),
    };
}
