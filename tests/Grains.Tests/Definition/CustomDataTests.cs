namespace OrleansSaga.Grains.Tests.Definition;

/// <summary>custom_data in DTM's dialect: orders and concurrent.</summary>
public sealed class CustomDataTests
{
    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"orders":null,"concurrent":null}""")]
    [InlineData("""{"orders":{},"concurrent":false}""")]
    [InlineData("""{"orders":[]}""")]
    [InlineData("""{"orders":{"1":null,"2":[]}}""")]
    [InlineData("""{"anything":{"else":[1,2]},"OrleansSaga":7}""")]
    [InlineData("""{"orleanssaga":null}""")]
    public void Empty_InAnyForm_IsASequentialSagaWithoutOrders(string customData)
    {
        var definition = ARequest.AcceptedCustomData(customData);

        Assert.False(definition.Concurrent);
        Assert.All(definition.Steps, step => Assert.Empty(step.After));
        Assert.Equal(customData, definition.CustomData);
    }

    [Theory]
    [InlineData("""{"orders":{"2":[0,1]},"concurrent":true}""")]
    [InlineData("""{"Orders":{"2":[1,0,1]},"CONCURRENT":true}""")]
    [InlineData("""{"orders":{"1":[0]},"concurrent":false,"orders":{"2":[0,1]},"concurrent":true}""")]
    public void OrdersAndConcurrent_InAnyCaseAndTheLastOneWins(string customData)
    {
        var definition = ARequest.AcceptedCustomData(customData);

        Assert.True(definition.Concurrent);
        Assert.Empty(definition.Steps[1].After);
        Assert.Equal([0, 1], definition.Steps[2].After);
    }

    [Theory]
    [InlineData("{", "custom_data: not valid JSON")]
    [InlineData("{} x", "custom_data: not valid JSON")]
    [InlineData(" ", "custom_data: not valid JSON")]
    [InlineData("{'concurrent':true}", "custom_data: not valid JSON")]
    [InlineData("[]", "custom_data: not a JSON object")]
    [InlineData("3", "custom_data: not a JSON object")]
    [InlineData("\"{}\"", "custom_data: not a JSON object")]
    [InlineData("{}\0", "custom_data: contains a NUL character")]
    [InlineData("""{"concurrent":1}""", "custom_data.concurrent: not a boolean")]
    [InlineData("""{"concurrent":"true"}""", "custom_data.concurrent: not a boolean")]
    [InlineData("""{"orders":[1]}""", "custom_data.orders: not an object of step number to step numbers")]
    [InlineData("""{"orders":"1"}""", "custom_data.orders: not an object of step number to step numbers")]
    [InlineData("""{"orders":{"3":[0]}}""", "custom_data.orders.3: not a step number from 0 to 2")]
    [InlineData("""{"orders":{"-1":[0]}}""", "custom_data.orders.-1: not a step number from 0 to 2")]
    [InlineData("""{"orders":{"one":[0]}}""", "custom_data.orders.one: not a step number from 0 to 2")]
    [InlineData("""{"orders":{"99999999999999999999":[0]}}""", "custom_data.orders.9999999999999999: not a step number from 0 to 2")]
    [InlineData("""{"orders":{"1":0}}""", "custom_data.orders.1: not an array of step numbers")]
    [InlineData("""{"orders":{"1":[3]}}""", "custom_data.orders.1: names a step that is not from 0 to 2")]
    [InlineData("""{"orders":{"1":[-1]}}""", "custom_data.orders.1: names a step that is not from 0 to 2")]
    [InlineData("""{"orders":{"1":[0.5]}}""", "custom_data.orders.1: names a step that is not from 0 to 2")]
    [InlineData("""{"orders":{"1":["0"]}}""", "custom_data.orders.1: names a step that is not from 0 to 2")]
    [InlineData("""{"\ud800":1}""", "custom_data: holds half of a surrogate pair")]
    [InlineData("""{"orders":{"\udc00":[0]}}""", "custom_data: holds half of a surrogate pair")]
    public void Wrong_IsRefusedByName(string customData, string message) =>
        Assert.Equal(message, ARequest.RefusedCustomData(customData));

    // Not in the theory: attributes are stored as UTF-8, which cannot hold this.
    [Fact]
    public void HalfASurrogatePair_IsRefused() =>
        Assert.Equal("custom_data: not valid JSON", ARequest.RefusedCustomData("{\"a\":\"\ud800\"}"));

    [Theory]
    [InlineData("""{"concurrent":true,"orders":{"1":[1]}}""", "1 <- 1")]
    [InlineData("""{"concurrent":true,"orders":{"0":[1],"1":[0]}}""", "0 <- 1 <- 0")]
    [InlineData("""{"concurrent":true,"orders":{"0":[1],"1":[2],"2":[0]}}""", "0 <- 2 <- 1 <- 0")]
    [InlineData("""{"orders":{"0":[2]}}""", "0 <- 1 <- 2 <- 0")]
    public void Cycle_IsNamed(string customData, string cycle) =>
        Assert.Equal($"custom_data.orders: steps wait for each other: {cycle}", ARequest.RefusedCustomData(customData));

    [Fact]
    public void Cycle_ThroughAThousandSteps_IsNamedInShort()
    {
        var orders = string.Join(',', Enumerable.Range(0, 1000).Select(i => ARequest.Text($"\"{i}\":[{(i + 1) % 1000}]")));

        var message = ARequest.RefusedCustomData($$$"""{"concurrent":true,"orders":{{{{orders}}}}}""", 1000);

        Assert.StartsWith("custom_data.orders: steps wait for each other: 0 <- 999 <- 998 <- ", message, StringComparison.Ordinal);
        Assert.EndsWith("<- ... (1000 steps)", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Diamond_IsNoCycle()
    {
        var definition = ARequest.AcceptedCustomData("""{"concurrent":true,"orders":{"1":[0],"2":[0],"3":[1,2]}}""", 4);

        Assert.Equal([1, 2], definition.Steps[3].After);
    }

    [Theory]
    [InlineData(10_000, true)]
    [InlineData(10_001, false)]
    public void Orders_TooManyRelations_AreRefused(int relations, bool accepted)
    {
        var items = string.Join(',', Enumerable.Repeat("0", relations));
        var customData = $$$"""{"orders":{"1":[{{{items}}}]}}""";

        if (accepted)
            Assert.Equal([0], ARequest.AcceptedCustomData(customData).Steps[1].After);
        else
            Assert.Equal("custom_data.orders: more than 10000 relations", ARequest.RefusedCustomData(customData));
    }

    [Theory]
    [InlineData(65_536, true)]
    [InlineData(65_537, false)]
    public void Length_IsLimited(int length, bool accepted)
    {
        var customData = "{}".PadRight(length);

        if (accepted)
            ARequest.AcceptedCustomData(customData);
        else
            Assert.Equal("custom_data: 65537 characters, at most 65536 are allowed", ARequest.RefusedCustomData(customData));
    }

    [Fact]
    public void Nested_TooDeep_IsRefused() =>
        Assert.Equal("custom_data: not valid JSON", ARequest.RefusedCustomData($$"""{"a":{{new string('[', 100)}}{{new string(']', 100)}}}"""));
}
