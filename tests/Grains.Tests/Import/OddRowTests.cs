using OrleansSaga.Grains.Kernel;
using static OrleansSaga.Grains.Tests.Import.DtmRows;

namespace OrleansSaga.Grains.Tests.Import;

public sealed class OddRowTests
{
    [Fact]
    public void Columns_ThatAreEmpty_MeanTheDefaults()
    {
        var adoption = Adopted(new DtmGlobalRow("gid", "saga", "submitted") { CreateTime = Created }, Saga("PP"));

        Assert.Equal(("http", 10, Now), (adoption.State.Definition.Protocol, adoption.State.Definition.RetryBaseSeconds, adoption.DueAt));
    }

    [Theory]
    [InlineData(8, 10)]
    [InlineData(30, 30)]
    [InlineData(3_000, 3_000)]
    [InlineData(90_000, 3_610)]
    public void FirstLook_IsWhenDtmWouldHave_AtMostTheLongestInterval(int nextCron, int due) =>
        Assert.Equal(Created.AddSeconds(due), Adopted(Global("saga", "submitted") with { NextCronTime = Created.AddSeconds(nextCron) }, Saga("PP")).DueAt);

    [Fact]
    public void Times_OfEventsAreDtms()
    {
        var adoption = Adopted(Global("tcc", "aborting"), Pairs("cancel", "confirm", "SP"));

        Assert.Equal(Created, Assert.Single(adoption.Events.OfType<BranchRegistered>()).At);
        Assert.Equal(Created.AddSeconds(2), Assert.Single(adoption.Events.OfType<AbortDecided>()).At);
        Assert.Equal(Created.AddSeconds(1), Assert.Single(adoption.Events.OfType<BranchSucceeded>()).Attempt.StartedAt);
    }

    public static TheoryData<string, string> Refusals => new()
    {
        { "gid", "gid: missing" },
        { "gid:129", "gid: 129 characters, at most 128 are allowed" },
        { "gid:control", "gid: contains a control character" },
        { "trans_type", "trans_type: '' is unknown; known are saga, msg, tcc, xa and workflow" },
        { "trans_type:at", "trans_type: 'at' is unknown; known are saga, msg, tcc, xa and workflow" },
        { "status", "status: '' is unknown; known are prepared, submitted, aborting, succeed and failed" },
        { "status:stuck", "status: 'stuck' is unknown; known are prepared, submitted, aborting, succeed and failed" },
        { "status:succeed", "status: 'succeed' is not one that an unfinished saga transaction can have" },
        { "create_time", "create_time: missing" },
        { "create_time:future", "create_time: lies before 1970 or in the future" },
        { "create_time:zero", "create_time: lies before 1970 or in the future" },
        { "protocol", "protocol: unknown; known are http, grpc and json-rpc" },
        { "options:json", "options: not valid JSON" },
        { "options:array", "options: not a JSON object" },
        { "options:type", "options.retry_limit: not a whole number" },
        { "options:negative", "timeout_to_fail: -1 is negative" },
        { "options:surrogate", "options, ext_data: hold half of a surrogate pair" },
        { "ext_data", "ext_data.headers: not a JSON object" },
        { "custom_data", "custom_data: not a JSON object" },
        { "orders", "custom_data.orders.0: names a step that is not from 0 to 0" },
        { "url", "steps[0].action: not an http or https URL" },
        { "payload", "01/action: bin_data of 1048577 bytes, at most 1048576 are allowed" },
        { "payloads", "bin_data: 104857600 bytes in all rows, at most 67108864 are allowed" },
        { "steps", "steps: 1001 steps, at most 1000 are allowed" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public void Row_ThatCannotBeAdopted_IsRefusedByName(string what, string why)
    {
        var row = Global("saga", "submitted");
        var rows = Saga("PP");
        row = what switch
        {
            "gid" => row with { Gid = "" },
            "gid:129" => row with { Gid = new string('g', 129) },
            "gid:control" => row with { Gid = "g\nid" },
            "trans_type" => row with { TransType = "" },
            "trans_type:at" => row with { TransType = "at" },
            "status" => row with { Status = "" },
            "status:stuck" => row with { Status = "stuck" },
            "status:succeed" => row with { Status = "succeed" },
            "create_time" => row with { CreateTime = null },
            "create_time:future" => row with { CreateTime = Now.AddDays(2) },
            "create_time:zero" => row with { CreateTime = DateTimeOffset.MinValue },
            "protocol" => row with { Protocol = "dubbo" },
            "options:json" => row with { Options = """{"concurrent":""" },
            "options:array" => row with { Options = "[1]" },
            "options:type" => row with { Options = """{"retry_limit":"3"}""" },
            "options:negative" => row with { Options = """{"timeout_to_fail":-1}""" },
            "options:surrogate" => row with { Options = """{"branch_headers":{"a":"\ud800"}}""" },
            "ext_data" => row with { ExtData = """{"headers":"h"}""" },
            "custom_data" => row with { CustomData = "[1]" },
            "orders" => row with { CustomData = """{"orders":{"0":[1]}}""" },
            _ => row,
        };
        rows = what switch
        {
            "url" => [rows[0], rows[1] with { Url = "nacos://service/path" }],
            "payload" => [rows[0], rows[1] with { Length = 1_048_577 }],
            "payloads" => [.. Saga(string.Join(' ', Enumerable.Repeat("PP", 50))).Select(branch => branch with { Length = 1_048_576 })],
            "steps" => Saga(string.Join(' ', Enumerable.Repeat("PP", 1001))),
            _ => rows,
        };

        Assert.Equal(why, Refused(row, rows));
    }

    [Theory]
    [InlineData("tcc", "cancel", "confirm")]
    [InlineData("workflow", "commit", "action")]
    public void Rows_MoreThanOurOwnClientsMayRegister_AreRefused(string mode, string backward, string forward)
    {
        var rows = Pairs(backward, forward, string.Join(' ', Enumerable.Repeat("SS", 1001)));

        Assert.Contains("at most 1000 are allowed", Refused(Global(mode, "prepared"), rows), StringComparison.Ordinal);
    }
}
