using System.Globalization;
using OrleansSaga.Grains;
using OrleansSaga.Grains.Kernel;

namespace OrleansSaga.Silo.Application.Topics;

/// <summary>Turns steps <c>topic://name</c> into steps with URLs (protocol 4.2).</summary>
internal sealed class TopicExpander(TopicCache cache, TopicOptions options, LimitOptions limits)
{
    private const string Scheme = "topic://";

    private static readonly string Message = WireNames.Of(TransactionMode.Message);

    /// <summary>Whether a request is a message with a topic among its steps. Only messages have topics.</summary>
    public static bool HasTopics(StartTransaction request)
    {
        if (request.TransType != Message)
            return false;
        foreach (var step in request.Steps)
        {
            if (IsTopic(step.Action))
                return true;
        }

        return false;
    }

    /// <summary>The request with a step for each subscriber.</summary>
    public async ValueTask<TopicExpansion> ExpandAsync(StartTransaction request, CancellationToken cancellationToken)
    {
        // Such a request is refused later, in the words that every mode has for it.
        if (!HasTopics(request) || request.Steps.Count > limits.Steps || request.Payloads.Count < request.Steps.Count)
            return new TopicExpansion(request, null);

        var steps = new List<StartStep>(request.Steps.Count);
        var payloads = new List<ReadOnlyMemory<byte>>(request.Steps.Count);
        for (var i = 0; i < request.Steps.Count; i++)
        {
            var (targets, refusal) = await TargetsAsync(request.Steps[i], cancellationToken);
            if (refusal is not null)
                return new TopicExpansion(null, refusal);
            if (steps.Count + targets.Count > limits.Steps)
                return new TopicExpansion(null, string.Create(CultureInfo.InvariantCulture, $"steps: more than {limits.Steps} steps with all subscribers of the topics, at most {limits.Steps} are allowed"));
            for (var j = 0; j < targets.Count; j++)
            {
                steps.Add(targets[j] with { BranchId = BranchId(i, j, targets.Count, steps.Count) });
                payloads.Add(request.Payloads[i]);
            }
        }

        return new TopicExpansion(request with { Steps = steps, Payloads = payloads }, null);
    }

    private async ValueTask<(IReadOnlyList<StartStep> Targets, string? Refusal)> TargetsAsync(StartStep step, CancellationToken cancellationToken)
    {
        if (!IsTopic(step.Action))
            return ([step], null);
        var name = step.Action[Scheme.Length..];
        // A name that could not have been stored is not looked for.
        var stored = TopicRules.NameFault(name, options) is null ? await cache.GetAsync(name, cancellationToken) : null;
        if (stored is null)
            return ([], name.Length > options.NameLength ? TopicRules.NameFault(name, options) : $"topic not found, {name}");
        return Subscriber.Parse(stored.Value) switch
        {
            null => ([], $"topic {name}: what is stored of it cannot be read"),
            [] => ([], $"topic without subscribers, {name}"),
            var subscribers => ([.. subscribers.Select(subscriber => step with { Action = subscriber.Url! })], null),
        };
    }

    /// <summary>
    /// The number of the step as it was sent, and for one of several subscribers theirs behind it. Empty where it is the position,
    /// which is what an empty one stands for.
    /// </summary>
    private static string BranchId(int step, int subscriber, int subscribers, int position)
    {
        var number = TransactionDefinition.NumberedBranchId(step);
        if (subscribers > 1)
            return $"{number}-{TransactionDefinition.NumberedBranchId(subscriber)}";
        return step == position ? "" : number;
    }

    private static bool IsTopic(string action) => action.StartsWith(Scheme, StringComparison.Ordinal);
}
