using System.Text.Json;

namespace OrleansSaga.Client;

/// <summary>
/// A saga to be submitted: steps that each have an undo. Immutable: every method returns a new one. It is checked when it is
/// submitted, and the refusal names each field that is wrong and its limit.
/// </summary>
/// <param name="Gid">Global transaction id: names the saga for ever, so that submitting it twice starts it once. Derive it from the business case.</param>
public sealed record SagaDefinition(string Gid)
{
    /// <summary>The steps, in order.</summary>
    public IReadOnlyList<SagaStep> Steps { get; init; } = [];

    /// <summary>Steps wait only for those that they name (<see cref="SagaStep.After"/>), not for the one in front.</summary>
    public bool Concurrent { get; init; }

    /// <summary>After this it is rolled back if it still goes forward; zero: never. Whole seconds, as all times here.</summary>
    public TimeSpan TimeoutToFail { get; init; }

    /// <summary>Longest time for a call of a branch; zero: the server's default.</summary>
    public TimeSpan RequestTimeout { get; init; }

    /// <summary>Base interval of retries; zero: the server's default.</summary>
    public TimeSpan RetryInterval { get; init; }

    /// <summary>How often failed actions are tried again before the saga is rolled back; zero: without limit.</summary>
    public int RetryLimit { get; init; }

    /// <summary>Headers of all calls to branches.</summary>
    public IReadOnlyDictionary<string, string> BranchHeaders { get; init; } = new Dictionary<string, string>();

    /// <summary>Tags that it can be found by in lists.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    /// <summary>Adds a step whose payload is sent as it is.</summary>
    public SagaDefinition Step(string action, string compensate = "", ReadOnlyMemory<byte> payload = default) =>
        Add(new SagaStep(action, compensate, payload));

    /// <summary>Adds a step whose payload is <paramref name="payload"/> as JSON, with names in camel case.</summary>
    public SagaDefinition JsonStep<TPayload>(string action, string compensate, TPayload payload) =>
        Add(new SagaStep(action, compensate, JsonSerializer.SerializeToUtf8Bytes(payload, JsonSerializerOptions.Web)));

    /// <summary>Adds a step.</summary>
    public SagaDefinition Add(SagaStep step) => this with { Steps = [.. Steps, step] };
}
