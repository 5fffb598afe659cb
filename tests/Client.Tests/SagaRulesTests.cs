using System.Globalization;
using OrleansSaga.Grains.Kernel;

namespace OrleansSaga.Client.Tests;

/// <summary>Definitions that are refused before anything is sent: each with its field, and its limit where there is one.</summary>
public sealed class SagaRulesTests
{
    private static readonly SagaDefinition Good = new SagaDefinition("g").Step("http://a/1", "https://a/2", new byte[] { 1 });

    public static TheoryData<string, string> Wrong => [.. Cases.Select(entry => (entry.Key, entry.Value.Fault))];

    private static Dictionary<string, (SagaDefinition Saga, string Fault)> Cases => new()
    {
        ["no gid"] = (Good with { Gid = "" }, "gid: missing"),
        ["long gid"] = (Good with { Gid = new string('g', 129) }, "gid: 129 characters, at most 128 are allowed"),
        ["control in gid"] = (Good with { Gid = "a\nb" }, "gid: contains a control character"),
        ["half pair in gid"] = (Good with { Gid = "a\uD800" }, "gid: contains half of a surrogate pair"),
        ["no steps"] = (Good with { Steps = [] }, "steps: none"),
        ["many steps"] = (Good with { Steps = [.. Enumerable.Repeat(Good.Steps[0], 1001)] }, "steps: 1001 steps, at most 1000 are allowed"),
        ["action no URL"] = (Good.Step("bank/out"), "steps[1].action: not an http or https URL"),
        ["action of a topic"] = (Good.Step("topic://orders"), "steps[1].action: not an http or https URL"),
        ["compensate long"] = (Good.Step("", "http://a/" + new string('x', 2048)), "steps[1].compensate: 2057 characters, at most 2048 are allowed"),
        ["after itself"] = (Good with { Steps = [Good.Steps[0] with { After = [0] }] }, "steps[0].after: 0 is not another step from 0 to 0"),
        ["after nobody"] = (Good with { Steps = [Good.Steps[0] with { After = [7] }] }, "steps[0].after: 7 is not another step from 0 to 0"),
        ["large payload"] = (Good.Step("http://a/1", "", new byte[1024 * 1024]), "payloads: 1048577 bytes together, at most 1048576 are allowed"),
        ["negative time"] = (Good with { TimeoutToFail = TimeSpan.FromSeconds(-1) }, "timeout_to_fail: -00:00:01 is negative"),
        ["long time"] = (Good with { RequestTimeout = TimeSpan.FromDays(2) }, "request_timeout: 2.00:00:00, at most 1.00:00:00 is allowed"),
        ["broken time"] = (Good with { RetryInterval = TimeSpan.FromMilliseconds(1500) }, "retry_interval: 00:00:01.5000000 is not a whole number of seconds"),
        ["negative retries"] = (Good with { RetryLimit = -1 }, "retry_limit: -1 is negative"),
        ["header name"] = (Good with { BranchHeaders = Map("x y", "v") }, "branch_headers.x y: not a header name of at most 8192 characters"),
        ["header value"] = (Good with { BranchHeaders = Map("x", "a\r\nb: c") }, "branch_headers.x: contains a control character"),
        ["header long"] = (Good with { BranchHeaders = Map("x", new string('v', 8193)) }, "branch_headers.x: 8193 characters, at most 8192 are allowed"),
        ["many headers"] = (Good with { BranchHeaders = Many(65) }, "branch_headers: 65 headers, at most 64 are allowed"),
        ["tag key"] = (Good with { Tags = Map("", "v") }, "tags.: key and value must have at most 128 characters, the key at least one"),
        ["tag value"] = (Good with { Tags = Map("k", "\0") }, "tags.k: contains a control character or half of a surrogate pair"),
        ["many tags"] = (Good with { Tags = Many(33) }, "tags: 33 tags, at most 32 are allowed"),
        ["several at once"] = (Good with { Gid = "", Steps = [] }, "gid: missing; steps: none"),
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task Definition_ThatIsWrong_IsRefusedBeforeAnythingIsSent(string name, string fault)
    {
        var client = new TransactionClient(_ => throw new InvalidOperationException("Nobody is to be called."), new TransactionClientOptions(), TimeProvider.System);

        var refused = await Assert.ThrowsAsync<TransactionRefusedException>(() => client.SubmitAsync(Cases[name].Saga, TestContext.Current.CancellationToken));

        Assert.Equal((ReplyCode.Invalid, fault), (refused.Code, refused.Message));
    }

    [Fact]
    public async Task Request_WithTooMuchPayload_IsRefusedBeforeAnythingIsSent()
    {
        var client = new TransactionClient(_ => throw new InvalidOperationException("Nobody is to be called."), new TransactionClientOptions(), TimeProvider.System);
        var request = SagaRequest.Of(Good.Step("http://a/1", "", new byte[1024 * 1024]), traceParent: null);

        var refused = await Assert.ThrowsAsync<TransactionRefusedException>(() => client.SubmitAsync(request, TestContext.Current.CancellationToken));

        Assert.Equal((ReplyCode.Invalid, "payloads: 1048577 bytes together, at most 1048576 are allowed"), (refused.Code, refused.Message));
    }

    [Fact]
    public void Definition_ThatIsGood_HasNoFault() =>
        Assert.Null(SagaRules.Check(Good with { TimeoutToFail = TimeSpan.FromSeconds(30), Tags = Map("k", "v"), BranchHeaders = Map("x-token", "t") }, new SagaLimits()));

    [Fact]
    public void Faults_OfWhichThereAreMany_AreNotAllListed()
    {
        var saga = Good with { Steps = [.. Enumerable.Repeat(new SagaStep("x", "y", default), 20)] };

        var fault = SagaRules.Check(saga, new SagaLimits())!;

        Assert.EndsWith("steps[4].compensate: not an http or https URL; and more", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Limits_AreTheServersDefaults()
    {
        var (ours, theirs) = (new SagaLimits(), new LimitOptions());

        Assert.Equal(
            (theirs.GidLength, theirs.Steps, theirs.UrlLength, theirs.BodyBytes, theirs.Headers, theirs.HeaderLength, theirs.Tags, theirs.TagLength, theirs.Seconds, theirs.RequestTimeoutSeconds),
            (ours.GidLength, ours.Steps, ours.UrlLength, ours.PayloadBytes, ours.Headers, ours.HeaderLength, ours.Tags, ours.TagLength, (long)ours.LongestTime.TotalSeconds, (long)ours.LongestRequest.TotalSeconds));
    }

    [Theory]
    [InlineData(0, 5, 1, "TryTimeout")]
    [InlineData(5, 1, 1, "Deadline")]
    [InlineData(1, 5, 0, "MostTries")]
    public void Options_ThatAreWrong_AreRefusedByName(int tryTimeout, int deadline, int mostTries, string name)
    {
        var options = new TransactionClientOptions { TryTimeout = TimeSpan.FromSeconds(tryTimeout), Deadline = TimeSpan.FromSeconds(deadline), MostTries = mostTries };

        Assert.StartsWith(name + ": ", Assert.Single(options.Faults()), StringComparison.Ordinal);
    }

    private static Dictionary<string, string> Map(string key, string value) => new() { [key] = value };

    private static Dictionary<string, string> Many(int count) =>
        Enumerable.Range(0, count).ToDictionary(i => $"k{i.ToString(CultureInfo.InvariantCulture)}", _ => "v");
}
