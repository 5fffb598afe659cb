using System.Diagnostics.Metrics;
using System.Text.Json;
using OrleansSaga.Grains;
using OrleansSaga.Silo.Branches;
using static OrleansSaga.Silo.Tests.Branches.CallerBed;
using static OrleansSaga.Silo.Tests.Branches.RawParticipant;

namespace OrleansSaga.Silo.Tests.Branches;

/// <summary>Branches that are called by JSON-RPC (protocol 3.3).</summary>
public sealed class JsonRpcBranchTests
{
    private const string Ok = """{"jsonrpc":"2.0","id":"x","result":null,"error":null}""";

    [Fact]
    public async Task Request_IsAnEnvelopeAroundThePayload()
    {
        var (head, body) = await SentAsync("/rpc?a=1&method=bank%2Eout&b=2", """{"amount":3.0e1,"gid":"theirs","list":[1,"é"],"op":5}""");

        Assert.StartsWith("POST /rpc?a=1&method=bank%2Eout&b=2 HTTP/1.1\r\n", head, StringComparison.Ordinal);
        Assert.Contains("\r\nContent-Type: application/json\r\n", head, StringComparison.Ordinal);
        Assert.Equal(["jsonrpc", "id", "method", "params"], body.EnumerateObject().Select(member => member.Name));
        Assert.Equal(("2.0", "bank.out"), (body.GetProperty("jsonrpc").GetString(), body.GetProperty("method").GetString()));
        Assert.Equal(22, body.GetProperty("id").GetString()!.Length);
        Assert.Equal(
            """{"amount":3.0e1,"list":[1,"é"],"gid":"g\"1","trans_type":"saga","branch_id":"01","op":"action"}""", body.GetProperty("params").GetRawText());
    }

    [Fact]
    public async Task Request_OfEveryCall_HasItsOwnId()
    {
        var (_, first) = await SentAsync("/?method=m", "{}");
        var (_, second) = await SentAsync("/?method=m", "{}");

        Assert.NotEqual(first.GetProperty("id").GetString(), second.GetProperty("id").GetString());
    }

    [Theory]
    [InlineData("/?method=a+b%C3%A9", "a bé")]
    [InlineData("/?x=1&method=", "")]
    [InlineData("/?Method=no&method=yes&method=later", "yes")]
    [InlineData("/method", "")]
    [InlineData("/method?x#method=no", "")]
    public async Task Method_IsThatOfTheUrl(string path, string method)
    {
        var (_, body) = await SentAsync(path, "{}");

        Assert.Equal(method, body.GetProperty("method").GetString());
    }

    [Fact]
    public async Task Payload_Absent_GivesOurParamsAlone()
    {
        var (_, body) = await SentAsync("/?method=m", "", BranchOp.QueryPrepared, TransactionMode.Message);

        Assert.Equal("""{"gid":"g\"1","trans_type":"msg","branch_id":"01","op":"msg"}""", body.GetProperty("params").GetRawText());
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("5")]
    [InlineData("{")]
    [InlineData("{} {}")]
    [InlineData("{\"\\ud800\":1}")]
    public async Task Payload_NoObject_IsErrorAndNothingIsSent(string payload)
    {
        await using var participant = Start(Response(200, Ok));
        using var bed = new CallerBed();

        var result = await bed.CallAsync(ACall($"{participant.Url}/?method=m", payload, protocol: "json-rpc"));

        Assert.Equal((BranchOutcome.Error, 0, "a JSON-RPC branch needs a JSON object as its payload"), (result.Outcome, result.StatusCode, result.Excerpt));
        Assert.Equal(0, participant.Connections);
    }

    [Theory]
    [InlineData(200, Ok, BranchOutcome.Success)]
    [InlineData(200, "{}", BranchOutcome.Success)]
    [InlineData(200, """{"error":null,"result":{"error":1}}""", BranchOutcome.Success)]
    [InlineData(200, """{"error":{"code":-32901,"message":"no money"}}""", BranchOutcome.Failure)]
    [InlineData(200, """{"error":{"code":-32902}}""", BranchOutcome.Ongoing)]
    [InlineData(200, """{"error":{"code":-32603,"message":"x"}}""", BranchOutcome.Error)]
    [InlineData(200, """{"error":{"code":"-32901"}}""", BranchOutcome.Error)]
    [InlineData(200, """{"error":{"code":-329011111111111}}""", BranchOutcome.Error)]
    [InlineData(200, """{"error":{}}""", BranchOutcome.Error)]
    [InlineData(200, """{"error":"no"}""", BranchOutcome.Error)]
    [InlineData(200, """{"error":{"code":-32603,"message":"FAILURE"}}""", BranchOutcome.Failure)]
    [InlineData(200, """{"error":{"code":-32901,"message":"ONGOING"}}""", BranchOutcome.Ongoing)]
    [InlineData(200, """{"result":"FAILURE"}""", BranchOutcome.Failure)]
    [InlineData(200, "", BranchOutcome.Error)]
    [InlineData(200, "<html>", BranchOutcome.Error)]
    [InlineData(200, "[]", BranchOutcome.Error)]
    [InlineData(201, Ok, BranchOutcome.Error)]
    [InlineData(500, """{"error":{"code":-32901}}""", BranchOutcome.Error)]
    [InlineData(409, Ok, BranchOutcome.Failure)]
    [InlineData(425, """{"error":{"code":-32901}}""", BranchOutcome.Ongoing)]
    public async Task Answer_IsFirstThatOfHttpAndThenItsError(int status, string body, BranchOutcome outcome)
    {
        await using var participant = Start(Response(status, body));
        using var bed = new CallerBed();

        var result = await bed.CallAsync(ACall($"{participant.Url}/?method=m", protocol: "json-rpc"));

        Assert.Equal((outcome, status, body), (result.Outcome, result.StatusCode, result.Excerpt));
    }

    [Theory]
    [InlineData(8000, BranchOutcome.Failure)]
    [InlineData(1024 * 1024, BranchOutcome.Error)]
    public async Task Answer_OfManyBytes_IsReadToTheLimit(int padding, BranchOutcome outcome)
    {
        await using var participant = Start(Response(200, """{"result":"PADDING","error":{"code":-32901}}""".Replace("PADDING", new string('x', padding), StringComparison.Ordinal)));
        using var bed = new CallerBed();

        Assert.Equal(outcome, (await bed.CallAsync(ACall($"{participant.Url}/?method=m", protocol: "json-rpc"))).Outcome);
    }

    [Theory]
    [InlineData("http", "/?method=m")]
    [InlineData("grpc", "/?method=m")]
    [InlineData("json-rpc", "/rpc")]
    public async Task OtherCalls_ArePlainHttp(string protocol, string path)
    {
        await using var participant = Start(Response(200, "no JSON"));
        using var bed = new CallerBed();

        var result = await bed.CallAsync(ACall(participant.Url + path, "{}", protocol: protocol));

        Assert.Equal(BranchOutcome.Success, result.Outcome);
        var request = await participant.NextRequestAsync();
        Assert.Contains("branch_id=01&gid=g1&op=action&trans_type=saga HTTP/1.1", request, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\n{}", request, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_TakesAPlaceAndIsCounted()
    {
        await using var participant = Start(exchange => exchange.HangAsync());
        using var bed = new CallerBed(limits: new() { ["CallsPerHost"] = "1", ["ReservedForCompensation"] = "0", ["QueuedCallsPerHost"] = "0" });
        using var probe = new MeterProbe(bed.Get<IMeterFactory>(), BranchTelemetry.Name);
        var hanging = bed.CallAsync(ACall($"{participant.Url}/?method=m", protocol: "json-rpc", timeoutSeconds: 1));
        await participant.NextRequestAsync();

        var second = await bed.CallAsync(ACall($"{participant.Url}/?method=m", protocol: "json-rpc"));

        Assert.Equal(BranchOutcome.Deferred, second.Outcome);
        Assert.Equal(BranchOutcome.Error, (await hanging).Outcome);
        Assert.Contains("orleanssaga.branch.attempt 1 op=action outcome=error", probe.Seen);
    }

    private static async Task<(string Head, JsonElement Body)> SentAsync(
        string path, string payload, BranchOp op = BranchOp.Action, TransactionMode mode = TransactionMode.Saga)
    {
        await using var participant = Start(Response(200, Ok));
        using var bed = new CallerBed();

        var result = await bed.CallAsync(ACall(participant.Url + path, payload, "g\"1", op, mode, protocol: "json-rpc"));

        Assert.Equal((BranchOutcome.Success, 200, Ok), (result.Outcome, result.StatusCode, result.Excerpt));
        // The raw participant shows bytes as Latin-1.
        var request = System.Text.Encoding.UTF8.GetString(System.Text.Encoding.Latin1.GetBytes(await participant.NextRequestAsync())).Split("\r\n\r\n");
        return (request[0] + "\r\n", JsonDocument.Parse(request[1]).RootElement);
    }
}
