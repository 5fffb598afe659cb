using OrleansSaga.Grains.Kernel;

namespace OrleansSaga.Grains.Tests.Definition;

/// <summary>What a registerBranch may hold (protocol 1.4). Every refusal names the field and the limit.</summary>
public sealed class RegistrationBuilderTests
{
    private static readonly DateTimeOffset Now = new(2030, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Fact]
    public void Tcc_HasItsTwoUrlsAndItsData()
    {
        var input = Assert.IsType<RegisterInput>(Accepted(Tcc));

        Assert.Equal(TransactionMode.Tcc, input.Mode);
        Assert.Equal(("0201", "http://a/confirm", "http://a/cancel"), (input.Branch.BranchId, input.Branch.Action, input.Branch.Compensate));
        Assert.Equal("{}"u8, input.Branch.Payload.Span);
        Assert.Equal((1000, 16L * 1024 * 1024), (input.MostBranches, input.MostBytes));
    }

    [Fact]
    public void Xa_HasOneUrlForBothAndNoData()
    {
        var input = Assert.IsType<RegisterInput>(Accepted(Xa with { Data = "{}"u8.ToArray() }));

        Assert.Equal(TransactionMode.Xa, input.Mode);
        Assert.Equal(("http://a/xa", "http://a/xa"), (input.Branch.Action, input.Branch.Compensate));
        Assert.True(input.Branch.Payload.IsEmpty);
    }

    [Theory]
    [InlineData("succeed", OpStatus.Succeed)]
    [InlineData("failed", OpStatus.Failed)]
    public void Workflow_IsARowAsSent(string status, OpStatus expected)
    {
        var input = Assert.IsType<ProgressInput>(Accepted(Workflow with { Status = status }));

        Assert.Equal(("01", "business", expected, Now), (input.Progress.BranchId, input.Progress.Op, input.Progress.Status, input.Progress.At));
        Assert.Equal([0, 255], input.Progress.Data.ToArray());
        Assert.Equal((1000, 16L * 1024 * 1024, 0.5), (input.MostRows, input.MostBytes, input.Jitter));
    }

    [Fact]
    public void EmptyUrls_AreTaken()
    {
        Accepted(Tcc with { Confirm = "", Cancel = "" });
        Accepted(Xa with { Url = "" });
    }

    [Theory]
    [InlineData("saga")]
    [InlineData("msg")]
    [InlineData("")]
    [InlineData("TCC")]
    public void TransType_ThatTakesNoBranches_IsRefused(string transType) =>
        Assert.Equal("trans_type: branches are registered for tcc, xa and workflow only", Refused(Tcc with { TransType = transType }));

    [Theory]
    [InlineData("", "branch_id: missing")]
    [InlineData("a\u0001", "branch_id: contains a control character or half of a surrogate pair")]
    [InlineData("a\0", "branch_id: contains a control character or half of a surrogate pair")]
    public void BranchId_ThatCannotBeStored_IsRefused(string id, string message)
    {
        Assert.Equal(message, Refused(Tcc with { BranchId = id }));
        Assert.Equal(message, Refused(Xa with { BranchId = id }));
        Assert.Equal(message, Refused(Workflow with { BranchId = id }));
    }

    // Attributes cannot hold such a string.
    [Fact]
    public void BranchId_WithHalfAPair_IsRefused() =>
        Assert.Equal("branch_id: contains a control character or half of a surrogate pair", Refused(Tcc with { BranchId = "a\ud800" }));

    [Fact]
    public void BranchId_IsLimited()
    {
        Accepted(Tcc with { BranchId = new string('1', 128) });
        Assert.Equal("branch_id: 129 characters, at most 128 are allowed", Refused(Tcc with { BranchId = new string('1', 129) }));
    }

    [Theory]
    [InlineData("ftp://a")]
    [InlineData("a:1/s.S/M")]
    public void Urls_ThatHttpCannotCall_AreRefused(string url)
    {
        Assert.Equal("confirm: not an http or https URL", Refused(Tcc with { Confirm = url }));
        Assert.Equal("cancel: not an http or https URL", Refused(Tcc with { Cancel = url }));
        Assert.Equal("url: not an http or https URL", Refused(Xa with { Url = url }));
    }

    [Fact]
    public void Urls_FollowTheProtocolOfTheTransaction()
    {
        Assert.Equal("a:1/s.S/M", Assert.IsType<RegisterInput>(Accepted(Xa with { Url = "a:1/s.S/M" }, "grpc")).Branch.Action);
        Assert.Equal("url: neither an http or https URL nor host:port/package.Service/Method", Refused(Xa with { Url = "a:1" }, "grpc"));
    }

    [Fact]
    public void Urls_AreLimited() =>
        Assert.Equal("cancel: 2049 characters, at most 2048 are allowed", Refused(Tcc with { Cancel = "http://a/".PadRight(2049, 'x') }));

    [Fact]
    public void Data_OfAJsonRpcBranch_IsAnObject()
    {
        var branch = Tcc with { Cancel = "http://a/?method=cancel", Data = "[]"u8.ToArray() };

        Accepted(branch, "http");
        Accepted(branch with { Data = default }, "json-rpc");
        Assert.Equal("data: a JSON-RPC branch needs a JSON object of at most 64 levels", Refused(branch, "json-rpc"));
    }

    [Theory]
    [InlineData("", "op: missing")]
    [InlineData("0123456789012345678901234567890123456789012345", "op: 46 characters, at most 45 are allowed")]
    [InlineData("a\tb", "op: contains a control character or half of a surrogate pair")]
    public void Op_OfAWorkflowsRow_IsLimited(string op, string message) => Assert.Equal(message, Refused(Workflow with { Op = op }));

    [Theory]
    [InlineData("")]
    [InlineData("prepared")]
    [InlineData("SUCCEED")]
    public void Status_OfAWorkflowsRow_IsOneOfTwo(string status) => Assert.Equal("status: must be succeed or failed", Refused(Workflow with { Status = status }));

    private static RegisterBranch Tcc => new("tcc", "0201", "{}"u8.ToArray(), "http://a/confirm", "http://a/cancel", "", "", "", null);

    private static RegisterBranch Xa => new("xa", "01", default, "", "", "http://a/xa", "", "", null);

    private static RegisterBranch Workflow => new("workflow", "01", new byte[] { 0, 255 }, "", "", "", "business", "succeed", null);

    private static TransactionInput Accepted(RegisterBranch request, string protocol = "http")
    {
        var (input, refusal) = RegistrationBuilder.Build(request, protocol, new LimitOptions(), Now, 0.5);
        Assert.Null(refusal);
        return input!;
    }

    private static string Refused(RegisterBranch request, string protocol = "http")
    {
        var (input, refusal) = RegistrationBuilder.Build(request, protocol, new LimitOptions(), Now, 0.5);
        Assert.Null(input);
        Assert.Equal(ReplyCode.Invalid, refusal!.Code);
        return refusal.Message;
    }
}
