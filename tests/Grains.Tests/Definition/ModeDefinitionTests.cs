namespace OrleansSaga.Grains.Tests.Definition;

/// <summary>What each mode's request may hold beside what all have in common (protocol 1.3).</summary>
public sealed class ModeDefinitionTests
{
    [Theory]
    [InlineData("saga", TransactionMode.Saga, 2)]
    [InlineData("msg", TransactionMode.Message, 2)]
    [InlineData("tcc", TransactionMode.Tcc, 0)]
    [InlineData("xa", TransactionMode.Xa, 0)]
    [InlineData("workflow", TransactionMode.Workflow, 0)]
    public void TransType_OfEveryMode_IsTaken(string transType, TransactionMode mode, int branches)
    {
        var definition = ARequest.Accepted(ARequest.Saga() with { TransType = transType });

        Assert.Equal((mode, branches), (definition.Mode, definition.Steps.Length));
    }

    [Theory]
    [InlineData("saga", false)]
    [InlineData("msg", true)]
    [InlineData("tcc", true)]
    [InlineData("xa", true)]
    public void Concurrent_AsAnOption_CountsWhereASagaHasItsOwn(string transType, bool expected)
    {
        var request = ARequest.Saga() with { TransType = transType, Options = ARequest.Options with { Concurrent = true } };

        Assert.Equal(expected, ARequest.Accepted(request).Concurrent);
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("null", 0)]
    [InlineData("{}", 0)]
    [InlineData("""{"delay":null}""", 0)]
    [InlineData("""{"delay":10}""", 10)]
    [InlineData("""{"Delay":31536000,"other":true}""", 31_536_000)]
    public void Delay_OfAMessage_IsTaken(string customData, long seconds) => Assert.Equal(seconds, ARequest.Accepted(Message(customData)).DelaySeconds);

    [Theory]
    [InlineData("""{"delay":-1}""")]
    [InlineData("""{"delay":31536001}""")]
    [InlineData("""{"delay":1.5}""")]
    [InlineData("""{"delay":"10"}""")]
    public void Delay_OutOfRange_IsRefused(string customData) =>
        Assert.Equal("custom_data.delay: not a whole number from 0 to 31536000", ARequest.Refused(Message(customData)));

    [Theory]
    [InlineData("saga")]
    [InlineData("workflow")]
    public void Delay_ElsewhereThanInAMessage_IsAnotherKey(string transType) =>
        Assert.Equal(0, ARequest.Accepted(ARequest.Saga(customData: """{"delay":-1}""") with { TransType = transType }).DelaySeconds);

    [Theory]
    [InlineData("tcc")]
    [InlineData("xa")]
    public void CustomData_OfTccAndXa_IsKeptUnread(string transType) =>
        Assert.Equal("no JSON", ARequest.Accepted(ARequest.Saga(customData: "no JSON") with { TransType = transType }).CustomData);

    [Theory]
    [InlineData("msg")]
    [InlineData("workflow")]
    public void CustomData_ThatIsNoObject_IsRefused(string transType)
    {
        Assert.Equal("custom_data: not valid JSON", ARequest.Refused(ARequest.Saga(customData: "{") with { TransType = transType }));
        Assert.Equal("custom_data: not a JSON object", ARequest.Refused(ARequest.Saga(customData: "[1]") with { TransType = transType }));
    }

    [Theory]
    [InlineData("saga")]
    [InlineData("msg")]
    [InlineData("tcc")]
    [InlineData("xa")]
    [InlineData("workflow")]
    public void CustomData_TooLongOrWithNul_IsRefusedInEveryMode(string transType)
    {
        var request = ARequest.Saga() with { TransType = transType };

        Assert.Equal("custom_data: 65537 characters, at most 65536 are allowed", ARequest.Refused(request with { CustomData = new string(' ', 65537) }));
        Assert.Equal("custom_data: contains a NUL character", ARequest.Refused(request with { CustomData = "{}\0" }));
    }

    [Fact]
    public void Policies_OfAMessage_AreTaken()
    {
        var definition = ARequest.Accepted(Message("""{"orleanssaga":{"tags":{"a":"b"},"steps":{"1":{"max_attempts":3}}}}"""));

        Assert.Equal(3, definition.Steps[1].Policy.MaxAttempts);
        Assert.Equal("b", definition.Tags["a"]);
    }

    [Fact]
    public void Policies_OfAStepThatTheMessageHasNot_AreRefused() =>
        Assert.Equal("custom_data.orleanssaga.steps.2: not a step number from 0 to 1", ARequest.Refused(Message("""{"orleanssaga":{"steps":{"2":{}}}}""")));

    [Fact]
    public void Workflow_NameAndData_AreRead()
    {
        var definition = ARequest.Accepted(Workflow("""{"name":"wf","data":"AP8H"}"""));

        Assert.Equal("wf", definition.WorkflowName);
        Assert.Equal([0, 255, 7], definition.WorkflowData.ToArray());
    }

    [Theory]
    [InlineData("""{"name":"wf"}""")]
    [InlineData("""{"name":"wf","data":null}""")]
    [InlineData("""{"name":"wf","data":""}""")]
    public void Workflow_WithoutData_HasNone(string customData) => Assert.True(ARequest.Accepted(Workflow(customData)).WorkflowData.IsEmpty);

    [Theory]
    [InlineData("""{"data":"e30"}""", "custom_data.data: not base64")]
    [InlineData("""{"data":"e3 0=x"}""", "custom_data.data: not base64")]
    [InlineData("""{"data":7}""", "custom_data.data: not a string")]
    [InlineData("""{"name":7}""", "custom_data.name: not a string")]
    public void Workflow_DataThatIsNone_IsRefused(string customData, string message) => Assert.Equal(message, ARequest.Refused(Workflow(customData)));

    [Theory]
    [InlineData(256, null)]
    [InlineData(257, "custom_data.name: 257 characters, at most 256 are allowed")]
    public void Workflow_Name_IsLimited(int length, string? message)
    {
        var request = Workflow($$"""{"name":"{{new string('n', length)}}"}""");

        if (message is null)
            ARequest.Accepted(request);
        else
            Assert.Equal(message, ARequest.Refused(request));
    }

    [Theory]
    [InlineData("msg")]
    [InlineData("workflow")]
    public void QueryPrepared_ThatIsCalled_MustBeAUrl(string transType)
    {
        var request = ARequest.Saga() with { TransType = transType };

        ARequest.Accepted(request with { QueryPrepared = "http://a/check" });
        ARequest.Accepted(request with { QueryPrepared = "a:1/s.S/M", Protocol = "grpc" });
        Assert.Equal("query_prepared: not an http or https URL", ARequest.Refused(request with { QueryPrepared = "a:1/s.S/M" }));
    }

    [Theory]
    [InlineData("saga")]
    [InlineData("tcc")]
    [InlineData("xa")]
    public void QueryPrepared_ThatNobodyCalls_MayBeAnything(string transType) =>
        Assert.Equal("?", ARequest.Accepted(ARequest.Saga() with { TransType = transType, QueryPrepared = "?" }).QueryPrepared);

    [Fact]
    public void BranchIds_OfATopicsSubscribers_AreKept()
    {
        var request = Message("") with { Steps = [new StartStep("http://a", "") { BranchId = "01-01" }, new StartStep("http://b", "") { BranchId = "01-02" }] };

        var definition = ARequest.Accepted(request);

        Assert.Equal(["01-01", "01-02"], Enumerable.Range(0, 2).Select(definition.BranchId));
        Assert.Equal("00", definition.BranchId(-1));
    }

    private static StartTransaction Message(string customData) => ARequest.Saga(customData: customData) with { TransType = "msg" };

    private static StartTransaction Workflow(string customData) => ARequest.Saga(0, customData) with { TransType = "workflow" };
}
