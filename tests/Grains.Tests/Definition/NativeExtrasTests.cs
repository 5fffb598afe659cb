using OrleansSaga.Grains.Kernel;

namespace OrleansSaga.Grains.Tests.Definition;

/// <summary>custom_data.orleanssaga: tags and per-step policies.</summary>
public sealed class NativeExtrasTests
{
    [Fact]
    public void Tags_AreTaken()
    {
        var definition = Accepted("""{"tags":{"team":"payments","Team":""}}""");

        Assert.Equal(new Dictionary<string, string> { ["team"] = "payments", ["Team"] = "" }, definition.Tags);
    }

    [Fact]
    public void Policies_AreTaken()
    {
        var definition = Accepted("""{"steps":{"1":{"request_timeout":5,"max_attempts":4,"backoff":{"initial_seconds":0.5,"multiplier":3,"max_seconds":60},"non_compensable":true,"park":true}}}""");

        Assert.Equal(new StepPolicy(5, 4, new StepBackoff(0.5, 3, 60), NonCompensable: true, Park: true), definition.Steps[1].Policy);
        Assert.Equal(StepPolicy.None, definition.Steps[0].Policy);
    }

    [Theory]
    [InlineData("""{"initial_seconds":1}""", 1, 2, 3600)]
    [InlineData("""{"initial_seconds":5000}""", 5000, 2, 5000)]
    [InlineData("""{"initial_seconds":10,"max_seconds":5}""", 10, 2, 10)]
    [InlineData("""{"initial_seconds":10,"multiplier":null,"max_seconds":null}""", 10, 2, 3600)]
    public void Backoff_Defaults(string backoff, double initial, double multiplier, double max)
    {
        var definition = Accepted($$$$"""{"steps":{"0":{"backoff":{{{{backoff}}}}}}}""");

        Assert.Equal(new StepBackoff(initial, multiplier, max), definition.Steps[0].Policy.Backoff);
    }

    [Theory]
    [InlineData("""{"tags":null,"steps":null}""")]
    [InlineData("""{"tags":[],"steps":[]}""")]
    [InlineData("[]")]
    [InlineData("""{"steps":{"0":null,"1":[]}}""")]
    [InlineData("""{"steps":{"0":{"request_timeout":null,"max_attempts":null,"backoff":null,"non_compensable":null,"park":null}}}""")]
    public void Null_AndPhpsEmptyArray_MeanAbsent(string extras)
    {
        var definition = Accepted(extras);

        Assert.Empty(definition.Tags);
        Assert.All(definition.Steps, step => Assert.Equal(StepPolicy.None, step.Policy));
    }

    [Theory]
    [InlineData("3", "custom_data.orleanssaga: not an object")]
    [InlineData("""{"tag":{}}""", "custom_data.orleanssaga: unknown key 'tag'; known are tags, steps")]
    [InlineData("""{"Tags":{}}""", "custom_data.orleanssaga: unknown key 'Tags'; known are tags, steps")]
    [InlineData("""{"tags":{"a":1}}""", "custom_data.orleanssaga.tags.a: not a string")]
    [InlineData("""{"tags":{"a":null}}""", "custom_data.orleanssaga.tags.a: not a string")]
    [InlineData("""{"tags":{"":"a"}}""", "custom_data.orleanssaga.tags.: key and value must have at most 128 characters, the key at least one")]
    [InlineData("""{"tags":{"a":"\u0000"}}""", "custom_data.orleanssaga.tags.a: contains a control character")]
    [InlineData("""{"tags":{"a":"\ud800"}}""", "custom_data: holds half of a surrogate pair")]
    [InlineData("""{"tags":"a"}""", "custom_data.orleanssaga.tags: not an object")]
    [InlineData("""{"steps":{"2":{}}}""", "custom_data.orleanssaga.steps.2: not a step number from 0 to 1")]
    [InlineData("""{"steps":{"0":3}}""", "custom_data.orleanssaga.steps.0: not an object")]
    [InlineData("""{"steps":{"0":{"parks":true}}}""", "custom_data.orleanssaga.steps.0: unknown key 'parks'; known are request_timeout, max_attempts, backoff, non_compensable, park")]
    [InlineData("""{"steps":{"0":{"request_timeout":0}}}""", "custom_data.orleanssaga.steps.0.request_timeout: not a whole number from 1 to 86400")]
    [InlineData("""{"steps":{"0":{"request_timeout":86401}}}""", "custom_data.orleanssaga.steps.0.request_timeout: not a whole number from 1 to 86400")]
    [InlineData("""{"steps":{"0":{"request_timeout":"5"}}}""", "custom_data.orleanssaga.steps.0.request_timeout: not a whole number from 1 to 86400")]
    [InlineData("""{"steps":{"0":{"max_attempts":0}}}""", "custom_data.orleanssaga.steps.0.max_attempts: not a whole number from 1 to 1000000")]
    [InlineData("""{"steps":{"0":{"max_attempts":1.5}}}""", "custom_data.orleanssaga.steps.0.max_attempts: not a whole number from 1 to 1000000")]
    [InlineData("""{"steps":{"0":{"non_compensable":"yes"}}}""", "custom_data.orleanssaga.steps.0.non_compensable: not a boolean")]
    [InlineData("""{"steps":{"0":{"park":true}}}""", "custom_data.orleanssaga.steps.0.park: needs max_attempts, after which the step parks")]
    [InlineData("""{"steps":{"0":{"backoff":{}}}}""", "custom_data.orleanssaga.steps.0.backoff.initial_seconds: missing")]
    [InlineData("""{"steps":{"0":{"backoff":3}}}""", "custom_data.orleanssaga.steps.0.backoff: not an object")]
    [InlineData("""{"steps":{"0":{"backoff":{"initial_seconds":0}}}}""", "custom_data.orleanssaga.steps.0.backoff.initial_seconds: not a number from 0.1 to 31536000")]
    [InlineData("""{"steps":{"0":{"backoff":{"initial_seconds":1e999}}}}""", "custom_data.orleanssaga.steps.0.backoff.initial_seconds: not a number from 0.1 to 31536000")]
    [InlineData("""{"steps":{"0":{"backoff":{"initial_seconds":1,"multiplier":0.5}}}}""", "custom_data.orleanssaga.steps.0.backoff.multiplier: not a number from 1 to 100")]
    [InlineData("""{"steps":{"0":{"backoff":{"initial_seconds":1,"max":5}}}}""", "custom_data.orleanssaga.steps.0.backoff: unknown key 'max'; known are initial_seconds, multiplier, max_seconds")]
    public void Wrong_IsRefusedByName(string extras, string message) =>
        Assert.Equal(message, ARequest.RefusedCustomData(Wrap(extras), 2));

    [Theory]
    [InlineData(32, true)]
    [InlineData(33, false)]
    public void Tags_TooMany_AreRefused(int count, bool accepted)
    {
        var tags = string.Join(',', Enumerable.Range(0, count).Select(i => ARequest.Text($"\"t{i}\":\"v\"")));
        var extras = $$$"""{"tags":{{{{tags}}}}}""";

        if (accepted)
            Assert.Equal(count, Accepted(extras).Tags.Count);
        else
            Assert.Equal("custom_data.orleanssaga.tags: more than 32 tags", ARequest.RefusedCustomData(Wrap(extras), 2));
    }

    [Theory]
    [InlineData(128, 128, true)]
    [InlineData(129, 1, false)]
    [InlineData(1, 129, false)]
    public void Tags_TooLong_AreRefused(int key, int value, bool accepted)
    {
        var extras = $$$"""{"tags":{"{{{new string('k', key)}}}":"{{{new string('v', value)}}}"}}""";

        if (accepted)
            Assert.Single(Accepted(extras).Tags);
        else
            Assert.Contains("at most 128 characters", ARequest.RefusedCustomData(Wrap(extras), 2), StringComparison.Ordinal);
    }

    private static TransactionDefinition Accepted(string extras) => ARequest.AcceptedCustomData(Wrap(extras), 2);

    private static string Wrap(string extras) => $$"""{"orleanssaga":{{extras}}}""";
}
