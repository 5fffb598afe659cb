using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace OrleansSaga.Silo.Api;

// Setters, not init: the source generator would otherwise set every absent property.

/// <summary>A transaction to start. What is absent has the server's default.</summary>
internal sealed class StartRequest
{
    [Description("Global transaction id, at most 128 characters; made by the server if absent. Sending the same gid again does not start it twice.")]
    public string? Gid { get; set; }

    [Description("How the transaction is driven: saga, the default, or msg, whose steps are delivered and never undone.")]
    public string? Mode { get; set; }

    [Required]
    [Description("The steps, numbered from 0; without any the transaction succeeds.")]
    public List<StepRequest?>? Steps { get; set; }

    [Description("True: a step waits only for those in its after. False, the default: also for the step before it.")]
    public bool? Concurrent { get; set; }

    [Description("Searchable key-value pairs.")]
    public Dictionary<string, string?>? Tags { get; set; }

    [Description("Seconds for which a message is held back; 0 or absent: delivered at once.")]
    public long? Delay { get; set; }

    [Description("Seconds from creation after which an unfinished transaction is rolled back; 0 or absent: never.")]
    public long? TimeoutToFail { get; set; }

    [Description("Longest time for one call to a participant, in seconds; 0 or absent: the server's default.")]
    public long? RequestTimeout { get; set; }

    [Description("Base of the retry intervals, in seconds; 0 or absent: the server's default.")]
    public long? RetryInterval { get; set; }

    [Description("How many retries of actions there are before the transaction is rolled back; 0 or absent: no limit.")]
    public long? RetryLimit { get; set; }

    [Description("Headers of every call to a participant.")]
    public Dictionary<string, string?>? BranchHeaders { get; set; }

    [Description("Answer when the first pass is over, not when the transaction is stored. Unfinished then is not an error.")]
    public bool? Wait { get; set; }
}

/// <summary>One step.</summary>
internal sealed class StepRequest
{
    [Description("URL of the action; absent or empty: it succeeds without a call.")]
    public string? Action { get; set; }

    [Description("URL of the compensation; absent or empty: there is nothing to undo.")]
    public string? Compensate { get; set; }

    [Description("Body of both calls: any JSON value, sent exactly as it is written here. Without a body the call is a GET.")]
    [JsonConverter(typeof(VerbatimConverter))]
    public JsonElement Payload { get; set; }

    [Description("Body of both calls as text, instead of payload.")]
    public string? PayloadText { get; set; }

    [Description("Numbers of the steps that must have succeeded before this one starts; the first step is 0.")]
    public List<int>? After { get; set; }

    [Description("What applies to this step alone.")]
    public PolicyRequest? Policy { get; set; }
}

/// <summary>A step's policy; its keys are those of custom_data.orleanssaga in DTM's dialect (docs/native-extras.md).</summary>
internal sealed class PolicyRequest
{
    [Description("Longest time for one call, in seconds.")]
    public long? RequestTimeout { get; set; }

    [Description("After this many errors the step gives up: an action rolls the transaction back or parks, a compensation parks.")]
    public long? MaxAttempts { get; set; }

    [Description("Retry intervals after errors.")]
    public BackoffRequest? Backoff { get; set; }

    [Description("The step is never compensated.")]
    public bool? NonCompensable { get; set; }

    [Description("An action that gives up waits for an operator. Needs max_attempts.")]
    public bool? Park { get; set; }
}

/// <summary>Retry intervals: the k-th error in a row waits initial x multiplier^(k-1) seconds, at most max.</summary>
internal sealed class BackoffRequest
{
    [Description("First interval in seconds, at least 0.1.")]
    public double? InitialSeconds { get; set; }

    [Description("Growth from one interval to the next, 1 to 100; default 2.")]
    public double? Multiplier { get; set; }

    [Description("Longest interval in seconds; default 3600.")]
    public double? MaxSeconds { get; set; }
}
