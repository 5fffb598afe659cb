using OrleansSaga.Grains;

namespace OrleansSaga.Silo.Api;

/// <summary>
/// Which modes can be started here, and which fields each of them has. TCC, XA and workflows are made of calls between their client
/// and its participants: that conversation is DTM's protocol. Nothing that would be without effect is taken silently.
/// </summary>
internal static class ModeRules
{
    /// <summary>Wire name of the message mode.</summary>
    public static readonly string Message = WireNames.Of(TransactionMode.Message);

    private static readonly string Saga = WireNames.Of(TransactionMode.Saga);

    /// <summary>What is wrong with the mode, or with a field that it does not have; null when nothing is.</summary>
    public static string? Fault(StartRequest request)
    {
        var mode = request.Mode ?? Saga;
        if (mode == Saga)
            return request.Delay is null ? null : "delay: only messages are held back";
        if (mode == Message)
            return MessageFault(request);
        return WireNames.Mode(mode) is null
            ? "mode: unknown; known are saga and msg"
            : $"mode: {mode} is prepared and ended by its client over DTM's protocol; saga and msg can be started here";
    }

    private static string? MessageFault(StartRequest request)
    {
        if (request.TimeoutToFail is not null)
            return "timeout_to_fail: a message is never rolled back";
        if (request.RetryLimit is not null)
            return "retry_limit: a message is never rolled back";
        for (var i = 0; i < (request.Steps?.Count ?? 0); i++)
        {
            if (request.Steps![i] is not { } step)
                continue;
            if (step.Compensate is not null)
                return $"steps[{i}].compensate: a message is never undone";
            if (step.After is not null)
                return $"steps[{i}].after: a message is delivered in the order of its steps, or with concurrent all at once";
            if (step.Policy?.NonCompensable is not null)
                return $"steps[{i}].policy.non_compensable: a message is never undone";
        }

        return null;
    }
}
