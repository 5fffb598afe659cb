using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using OrleansSaga.Grains;
using OrleansSaga.Silo.Branches;
using OrleansSaga.Silo.Tests.Branches;
using static OrleansSaga.Silo.Tests.Branches.CallerBed;

namespace OrleansSaga.Silo.Tests.Grpc;

/// <summary>Branch calls by gRPC (protocol 3.4), to Python's grpcio and to servers that are no gRPC servers.</summary>
public sealed class GrpcBranchTests(PythonPeer peer) : IDisposable
{
    private readonly string _gid = GrpcBed.NewGid();
    private readonly CallerBed _bed = new(limits: new() { ["ResponseBytes"] = "1024" });

    public void Dispose() => _bed.Dispose();

    [Theory]
    [InlineData("Ok", BranchOutcome.Success, "")]
    [InlineData("Fail", BranchOutcome.Failure, "not enough money: 5 < 10 €")]
    [InlineData("OldOngoing", BranchOutcome.Ongoing, "ONGOING")]
    [InlineData("Ongoing", BranchOutcome.Ongoing, "come again")]
    [InlineData("Boom", BranchOutcome.Error, "INTERNAL: boom")]
    [InlineData("Silent", BranchOutcome.Error, "UNAVAILABLE")]
    [InlineData("Trailers", BranchOutcome.Failure, "after headers")]
    [InlineData("Long", BranchOutcome.Error, "the answer is longer than 1024 bytes")]
    public async Task Status_OfTheAnswer_IsTheResult(string method, BranchOutcome outcome, string excerpt)
    {
        var python = await peer.OrSkipAsync();

        var result = await _bed.CallAsync(Call(python.Url(method)));

        Assert.Equal((outcome, 200, excerpt), (result.Outcome, result.StatusCode, result.Excerpt));
    }

    [Fact]
    public async Task Method_ThatIsUnknown_IsError()
    {
        var python = await peer.OrSkipAsync();

        var result = await _bed.CallAsync(Call(python.Target + "/other.Service/Method"));

        Assert.Equal((BranchOutcome.Error, "UNIMPLEMENTED: Method not found!"), (result.Outcome, result.Excerpt));
    }

    [Fact]
    public async Task Request_HasPayloadVerbatimAndMetadataInLowerCase()
    {
        var python = await peer.OrSkipAsync();
        var headers = new Dictionary<string, string> { ["X-Tenant"] = "blue", ["Content-Type"] = "text/plain", ["Dtm-Gid"] = "other", ["raw-bin"] = "ü" };

        var result = await _bed.CallAsync(Call(python.Url("Ok"), payload: "not a message", headers: headers, timeoutSeconds: 9, traceParent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"));

        Assert.Equal(BranchOutcome.Success, result.Outcome);
        var call = await python.SeenAsync(call => call["dtm-gid"] == _gid);
        Assert.Equal(Convert.ToBase64String("not a message"u8), call.Message);
        Assert.Equal(("saga", "01", "compensate", ""), (call["dtm-trans_type"], call["dtm-branch_id"], call["dtm-op"], call["dtm-dtm"]));
        Assert.Equal(("blue", "\u00C3\u00BC"), (call["x-tenant"], call["raw-bin"]));
        Assert.StartsWith("00-0af7651916cd43dd8448eb211c80319c-", call["traceparent"], StringComparison.Ordinal);
        Assert.InRange(call.RemainingSeconds!.Value, 1, 9);
    }

    [Fact]
    public async Task Answer_ThatDoesNotCome_IsErrorInTimeAndTheParticipantLearnsOfIt()
    {
        var python = await peer.OrSkipAsync();

        var result = await _bed.CallAsync(Call(python.Url("Hang" + _gid), timeoutSeconds: 1));

        Assert.Equal(BranchOutcome.Error, result.Outcome);
        // Both sides keep the deadline, and either may be first.
        Assert.True(result.Excerpt is "no answer within 1 s" || result.Excerpt.StartsWith("DEADLINE_EXCEEDED", StringComparison.Ordinal), result.Excerpt);
        await python.SeenAsync(call => call.IsCancelled && call.Method.EndsWith("Hang" + _gid, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Service_ThatIsDead_FailsAtOnce()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();

        var result = await _bed.CallAsync(Call(string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}/a.B/C"), timeoutSeconds: 60));

        Assert.Equal((BranchOutcome.Error, "connection refused"), (result.Outcome, result.Excerpt));
        Assert.InRange(result.DurationMs, 0, 20_000);
    }

    [Theory]
    [InlineData("grpc-timeout", "the branch header grpc-timeout has a name that gRPC forbids")]
    [InlineData("X!Tenant", "the branch header x!tenant has a name that gRPC forbids")]
    public async Task Header_WithANameThatGrpcForbids_IsErrorAndNothingIsSent(string name, string excerpt)
    {
        await using var participant = await GrpcParticipant.StartAsync(_ => Task.CompletedTask);

        var result = await _bed.CallAsync(Call(participant.Target + "/a.B/C", headers: new() { [name] = "secret" }));

        Assert.Equal((BranchOutcome.Error, excerpt), (result.Outcome, result.Excerpt));
        Assert.Equal(0, participant.Connections);
    }

    [Fact]
    public async Task Gid_ThatMetadataCannotCarry_IsError()
    {
        var result = await _bed.CallAsync(ACall("127.0.0.1:9/a.B/C", gid: "zoë", protocol: "grpc"));

        Assert.Equal((BranchOutcome.Error, "the value of dtm-gid has characters that gRPC metadata cannot carry"), (result.Outcome, result.Excerpt));
    }

    [Theory]
    [InlineData("dapr://host/a.B/C", "the branch URL has a scheme that is not known here")]
    [InlineData("host:1", "the branch URL is not host:port/package.Service/Method")]
    [InlineData("/a.B/C", "the branch URL is not host:port/package.Service/Method")]
    [InlineData("host:1/a.B", "the branch URL is not host:port/package.Service/Method")]
    [InlineData("host:1/a.B/", "the branch URL is not host:port/package.Service/Method")]
    [InlineData("host:1//C", "the branch URL is not host:port/package.Service/Method")]
    [InlineData("host:1/a.B/C/D", "the branch URL is not host:port/package.Service/Method")]
    [InlineData("host:1/a.B/C?x", "the branch URL is not host:port/package.Service/Method")]
    [InlineData("host:1/../C", "the branch URL is not host:port/package.Service/Method")]
    [InlineData("host:99999/a.B/C", "the branch URL is not host:port/package.Service/Method")]
    [InlineData("user@host:1/a.B/C", "the branch URL is not host:port/package.Service/Method")]
    public async Task Url_ThatCannotBeCalled_IsError(string url, string excerpt)
    {
        var result = await _bed.CallAsync(Call(url));

        Assert.Equal((BranchOutcome.Error, excerpt), (result.Outcome, result.Excerpt));
    }

    [Fact]
    public async Task Url_ThatIsEmpty_SucceedsWithoutACall() =>
        Assert.Equal(BranchOutcome.Success, (await _bed.CallAsync(Call(""))).Outcome);

    [Theory]
    [InlineData(true, "localhost:5/a.B/localhost", "http://host.docker.internal:5/a.B/localhost")]
    [InlineData(true, "127.0.0.1:5/a.B/C", "http://host.docker.internal:5/a.B/C")]
    [InlineData(false, "localhost:5/a.B/C", "http://localhost:5/a.B/C")]
    [InlineData(false, "[::1]:5/a.B/C", "http://[::1]:5/a.B/C")]
    public void Localhost_OfTarget_MeansTheHostOnlyInDocker(bool inDocker, string url, string expected)
    {
        Assert.True(GrpcBranchTarget.TryCreate(Call(url), inDocker, out var target, out _));

        Assert.Equal(expected, target.Url.AbsoluteUri);
    }

    [Theory]
    [InlineData("404", "HTTP status 404 instead of a gRPC answer")]
    [InlineData("html", "the answer is not gRPC: it has another content type")]
    [InlineData("silent", "the answer ended without a grpc-status")]
    [InlineData("nonsense", "the answer ended without a grpc-status")]
    [InlineData("reset", "the response broke the HTTP protocol")]
    [InlineData("unheard", "status 99: of")]
    public async Task Answer_ThatIsNotGrpc_IsError(string kind, string excerpt)
    {
        await using var participant = await GrpcParticipant.StartAsync(context => AnswerAsync(context, kind));

        var result = await _bed.CallAsync(Call(participant.Target + "/a.B/C"));

        Assert.Equal((BranchOutcome.Error, excerpt), (result.Outcome, result.Excerpt));
    }

    [Fact]
    public async Task Server_WithoutHttp2_IsError()
    {
        await using var participant = await GrpcParticipant.StartAsync(context => context.Response.WriteAsync("hello"), HttpProtocols.Http1);

        var result = await _bed.CallAsync(Call(participant.Target + "/a.B/C"));

        Assert.Equal((BranchOutcome.Error, 0), (result.Outcome, result.StatusCode));
        Assert.NotEmpty(result.Excerpt);
    }

    [Fact]
    public async Task Calls_OfOneTarget_ShareTheirConnection()
    {
        await using var participant = await GrpcParticipant.StartAsync(context => AnswerAsync(context, "ok"));

        for (var i = 0; i < 20; i++)
            Assert.Equal(BranchOutcome.Success, (await _bed.CallAsync(Call(participant.Target + "/a.B/C"))).Outcome);

        Assert.Equal(1, participant.Connections);
    }

    [Fact]
    public async Task Calls_ManyAtOnce_AllSucceed()
    {
        var python = await peer.OrSkipAsync();

        var results = await Task.WhenAll(Enumerable.Range(0, 400).Select(_ => _bed.CallAsync(Call(python.Url("Ok")))));

        Assert.All(results, result => Assert.Equal((BranchOutcome.Success, ""), (result.Outcome, result.Excerpt)));
    }

    private static Task AnswerAsync(HttpContext context, string kind)
    {
        var response = context.Response;
        response.ContentType = kind == "html" ? "text/html" : "application/grpc";
        switch (kind)
        {
            case "404":
                response.StatusCode = 404;
                break;
            case "nonsense":
                response.Headers["grpc-status"] = "zero";
                break;
            case "reset":
                context.Abort();
                break;
            case "unheard":
                (response.Headers["grpc-status"], response.Headers["grpc-message"]) = ("99", "of");
                break;
            case "ok":
                response.Headers["grpc-status"] = "0";
                break;
        }

        return Task.CompletedTask;
    }

    private BranchCall Call(string url, string payload = "", Dictionary<string, string>? headers = null, long timeoutSeconds = 30, string? traceParent = null) =>
        ACall(url, payload, _gid, BranchOp.Compensate, protocol: "grpc", headers: headers, timeoutSeconds: timeoutSeconds, traceParent: traceParent);
}
