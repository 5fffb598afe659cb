using System.Buffers;
using System.Text;
using OrleansSaga.Silo.Dtm;

namespace OrleansSaga.Silo.Tests.Dtm;

public sealed class TransDecoderTests
{
    private const string Full = """
        {"gid":"g","trans_type":"saga","steps":[{"action":"http://a","compensate":"http://b"},{"action":"http://c"}],
         "payloads":["{\"a\":\"\u00e4\"}","2"],"query_prepared":"q","custom_data":"{}","wait_result":true,"timeout_to_fail":1,
         "request_timeout":2,"retry_interval":3,"branch_headers":{"h":"v"},"concurrent":true,"retry_limit":4,"retry_count":5,
         "protocol":"http","rollback_reason":"why","req_extra":{"status":"succeed"},"passthrough_headers":["x"],"subType":"s"}
        """;

    [Fact]
    public void Decode_EveryField_IsRead()
    {
        var (start, reason, wrong) = Decode(Full);

        Assert.Null(wrong);
        Assert.Equal("why", reason);
        Assert.Equal(("g", "saga", "q", "{}", "http"), (start!.Gid, start.TransType, start.QueryPrepared, start.CustomData, start.Protocol));
        Assert.Equal([("http://a", "http://b"), ("http://c", "")], start.Steps.Select(step => (step.Action, step.Compensate)));
        Assert.Equal(["{\"a\":\"\u00e4\"}", "2"], Payloads(start));
        Assert.Equal((true, 1L, 2L, 3L, true, 4L, 5L), (start.Options.WaitResult, start.Options.TimeoutToFailSeconds, start.Options.RequestTimeoutSeconds, start.Options.RetryIntervalSeconds, start.Options.Concurrent, start.Options.RetryLimit, start.Options.RetryCount));
        Assert.Equal("v", start.Options.BranchHeaders["h"]);
    }

    [Fact]
    public void Decode_CutIntoSegmentsAnywhere_GivesTheSame()
    {
        var bytes = Encoding.UTF8.GetBytes(Full);
        var whole = Decode(Full).Start!;
        for (var cut = 1; cut < bytes.Length; cut++)
        {
            var first = new Segment(bytes.AsMemory(0, cut));
            var last = first.Append(bytes.AsMemory(cut));

            var (start, _, wrong) = TransDecoder.Decode(new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length));

            Assert.Null(wrong);
            Assert.Equal(whole.Steps, start!.Steps);
            Assert.Equal(Payloads(whole), Payloads(start));
            Assert.Equal((whole.Gid, whole.CustomData, whole.Options.RetryCount), (start.Gid, start.CustomData, start.Options.RetryCount));
        }
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("""{"gid":null,"trans_type":null,"steps":null,"payloads":null,"query_prepared":null,"custom_data":null,"wait_result":null,"timeout_to_fail":null,"request_timeout":null,"retry_interval":null,"branch_headers":null,"concurrent":null,"retry_limit":null,"retry_count":null,"protocol":null,"rollback_reason":null,"req_extra":null,"passthrough_headers":null,"context":null,"status":null}""")]
    [InlineData("""{"branch_headers":[],"req_extra":[],"steps":[],"payloads":[]}""")]
    public void Decode_NothingSaid_IsZeroValues(string body)
    {
        var (start, reason, wrong) = Decode(body);

        Assert.Null(wrong);
        Assert.Equal("", reason);
        Assert.Equal(("", "", "", "", ""), (start!.Gid, start.TransType, start.CustomData, start.QueryPrepared, start.Protocol));
        Assert.Empty(start.Steps);
        Assert.Empty(start.Payloads);
        Assert.Empty(start.Options.BranchHeaders);
        Assert.Equal((false, 0L, 0L, 0L, false, 0L, 0L), (start.Options.WaitResult, start.Options.TimeoutToFailSeconds, start.Options.RequestTimeoutSeconds, start.Options.RetryIntervalSeconds, start.Options.Concurrent, start.Options.RetryLimit, start.Options.RetryCount));
    }

    [Theory]
    [InlineData("""{"GID":"g","Trans_Type":"saga"}""")]
    [InlineData("""{"gid":"other","gid":"g","trans_type":"tcc","trans_type":"saga"}""")]
    [InlineData("""{"gid":"g","gid":null,"trans_type":"saga"}""")]
    [InlineData("""{"\u0067id":"g","trans_\u0074ype":"saga","unknown":{"gid":"x","deep":[[{}]]}}""")]
    [InlineData("""  {"trans_type":"saga","gid":"\u0067","a key that is much longer than any that means something, and even more so, to be sure":1}  """)]
    [InlineData("""{"gid":"g","trans_type":"saga","\ud800":1,"status":5,"options":{},"owner":[],"id":"x"}""")]
    public void Decode_KeysInAnyCaseAndShape_AreFound(string body)
    {
        var (start, _, wrong) = Decode(body);

        Assert.Null(wrong);
        Assert.Equal(("g", "saga"), (start!.Gid, start.TransType));
    }

    [Theory]
    [InlineData("""{"gid":5}""", "gid: must be a string, not this number")]
    [InlineData("""{"trans_type":{}}""", "trans_type: must be a string, not an object")]
    [InlineData("""{"custom_data":{"concurrent":true}}""", "custom_data: must be a string, not an object")]
    [InlineData("""{"query_prepared":[]}""", "query_prepared: must be a string, not an array")]
    [InlineData("""{"protocol":true}""", "protocol: must be a string, not a boolean")]
    [InlineData("""{"rollback_reason":1}""", "rollback_reason: must be a string, not this number")]
    [InlineData("""{"wait_result":"true"}""", "wait_result: must be true or false, not a string")]
    [InlineData("""{"concurrent":1}""", "concurrent: must be true or false, not this number")]
    [InlineData("""{"timeout_to_fail":"10"}""", "timeout_to_fail: must be a whole number of at most 64 bits, not a string")]
    [InlineData("""{"request_timeout":1.5}""", "request_timeout: must be a whole number of at most 64 bits, not this number")]
    [InlineData("""{"retry_interval":1e3}""", "retry_interval: must be a whole number of at most 64 bits, not this number")]
    [InlineData("""{"retry_limit":9223372036854775808}""", "retry_limit: must be a whole number of at most 64 bits, not this number")]
    [InlineData("""{"retry_count":false}""", "retry_count: must be a whole number of at most 64 bits, not a boolean")]
    [InlineData("""{"branch_headers":["x"]}""", "branch_headers: must be a map of strings, not an array")]
    [InlineData("""{"branch_headers":"x"}""", "branch_headers: must be a map of strings, not a string")]
    [InlineData("""{"branch_headers":{"a":1}}""", "branch_headers: must be a map of strings, not this number")]
    [InlineData("""{"req_extra":{"a":{}}}""", "req_extra: must be a map of strings, not an object")]
    [InlineData("""{"steps":{}}""", "steps: must be an array of maps of strings, not an object")]
    [InlineData("""{"steps":[{},"x"]}""", "steps[1]: must be a map of strings, not a string")]
    [InlineData("""{"steps":[{"action":1}]}""", "steps[0]: must be a map of strings, not this number")]
    [InlineData("""{"steps":[{"other":[1]}]}""", "steps[0]: must be a map of strings, not an array")]
    [InlineData("""{"payloads":"x"}""", "payloads: must be an array of strings, not a string")]
    [InlineData("""{"payloads":["1",{"a":1}]}""", "payloads[1]: must be a string, not an object")]
    [InlineData("""{"context":{}}""", "context: must be null, not an object")]
    [InlineData("""{"Context":0}""", "context: must be null, not this number")]
    [InlineData("[]", "body: must be a JSON object, not an array")]
    [InlineData("5", "body: must be a JSON object, not this number")]
    [InlineData("\"x\"", "body: must be a JSON object, not a string")]
    [InlineData("""{"gid":"\ud800"}""", "gid: not valid UTF-8 text")]
    [InlineData("""{"payloads":["\udc00"]}""", "payloads: not valid UTF-8 text")]
    [InlineData("""{"branch_headers":{"\ud800":"x"}}""", "branch_headers: not valid UTF-8 text")]
    public void Decode_WrongType_NamesTheField(string body, string message)
    {
        var (start, _, wrong) = Decode(body);

        Assert.Null(start);
        Assert.Equal(message, wrong);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("{")]
    [InlineData("""{"gid":"g" """)]
    [InlineData("""{"gid":"g"}}""")]
    [InlineData("""{"gid":"g"} x""")]
    [InlineData("""{"gid":"g",}""")]
    [InlineData("""{gid:"g"}""")]
    [InlineData("""{'gid':'g'}""")]
    [InlineData("""{"gid":"g"} // no""")]
    [InlineData("gid=g&trans_type=saga")]
    [InlineData("{\"gid\":\"a\nb\"}")]
    public void Decode_Malformed_SaysSo(string body)
    {
        var (start, _, wrong) = Decode(body);

        Assert.Null(start);
        Assert.StartsWith("body: not valid JSON", wrong, StringComparison.Ordinal);
    }

    [Fact]
    public void Decode_NestedTooDeep_SaysSo() =>
        Assert.StartsWith("body: not valid JSON", Decode($$"""{"x":{{new string('[', 600)}}{{new string(']', 600)}}}""").Wrong, StringComparison.Ordinal);

    [Fact]
    public void Decode_BytesThatAreNoText_NamesTheField()
    {
        byte[] body = [.. "{\"gid\":\""u8, 0xff, .. "\"}"u8];

        Assert.Equal("gid: not valid UTF-8 text", TransDecoder.Decode(new ReadOnlySequence<byte>(body)).Wrong);
    }

    [Theory]
    [InlineData("""{"steps":[{"action":"a","data":"1"},{"action":"b"},{"action":"c","data":"3"}]}""", "1,3")]
    [InlineData("""{"payloads":["0"],"steps":[{"action":"a","data":"1"},{"action":"b","data":""},{"action":"c","data":null}]}""", "0,1")]
    [InlineData("""{"steps":[{"data":"old"}],"steps":[{"data":"new"}],"payloads":[null]}""", ",new")]
    [InlineData("""{"steps":[{"data":"x","data":"y"}]}""", "y")]
    [InlineData("""{"steps":[{"data":"x"}],"steps":null}""", "")]
    public void Decode_DataInSteps_IsAppendedToPayloads(string body, string payloads) =>
        Assert.Equal(payloads, string.Join(',', Payloads(Decode(body).Start!)));

    [Fact]
    public void Decode_StepsThatAreNullOrEmptyArrays_AreEmptySteps() =>
        Assert.Equal([new("", ""), new("", ""), new("", "")], Decode("""{"steps":[null,[],{}]}""").Start!.Steps);

    private static DecodedTrans Decode(string body) => TransDecoder.Decode(new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(body)));

    private static IEnumerable<string> Payloads(Grains.StartTransaction start) => start.Payloads.Select(payload => Encoding.UTF8.GetString(payload.Span));

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory) => Memory = memory;

        public Segment Append(ReadOnlyMemory<byte> memory)
        {
            var next = new Segment(memory) { RunningIndex = RunningIndex + Memory.Length };
            Next = next;
            return next;
        }
    }
}
