using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OrleansSaga.Silo.Tests.Engine;

namespace OrleansSaga.Silo.Tests.Grpc;

/// <summary>The unary transport, byte by byte: what is wrong is answered with its status, and the server goes on.</summary>
public sealed class GrpcTransportTests : IAsyncLifetime
{
    private const string NewGid = "/dtmgimp.Dtm/NewGid";
    private const string Submit = "/dtmgimp.Dtm/Submit";

    private GrpcBed _bed = null!;
    private RawGrpc _raw = null!;

    public async ValueTask InitializeAsync()
    {
        _bed = await GrpcBed.StartAsync(null, null, "--OrleansSaga:Limits:BodyBytes=1000");
        _raw = new RawGrpc(_bed.Target);
    }

    /// <summary>Whatever a test did: the server must live.</summary>
    public async ValueTask DisposeAsync()
    {
        await AssertLivesAsync();
        _raw.Dispose();
        await _bed.DisposeAsync();
    }

    [Fact]
    public async Task Call_ThatIsRight_IsAnsweredWithOneFrameAndTrailers()
    {
        var answer = await _raw.PostAsync(NewGid, RawGrpc.Frame([]));

        Assert.Equal((HttpStatusCode.OK, "application/grpc", 0), (answer.HttpStatus, answer.ContentType, answer.Status));
        Assert.Equal("0", answer.Trailers.GetValues("grpc-status").Single());
        // Field 1, a string of 22 characters.
        Assert.Equal([0, 0, 0, 0, 24, 10, 22], answer.Body[..7]);
        Assert.Matches("^[2-9A-Za-z]{22}$", Encoding.ASCII.GetString(answer.Body[7..]));
    }

    [Theory]
    [InlineData("application/grpc", 200)]
    [InlineData("application/grpc+proto", 200)]
    [InlineData("application/grpc+dtm_raw", 200)]
    [InlineData("Application/gRPC;charset=utf-8", 200)]
    [InlineData("application/grpc-web", 415)]
    [InlineData("application/json", 415)]
    [InlineData(null, 415)]
    public async Task ContentType_OfGrpc_IsNeeded(string? contentType, int status)
    {
        var answer = await _raw.SendAsync(HttpMethod.Post, NewGid, new RawGrpc.Body(RawGrpc.Frame([]), null), contentType);

        Assert.Equal(status, (int)answer.HttpStatus);
        Assert.Equal(status == 200 ? 0 : null, answer.Status);
    }

    [Fact]
    public async Task Method_OtherThanPost_Is405()
    {
        var answer = await _raw.SendAsync(HttpMethod.Get, NewGid, null, null);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.HttpStatus);
    }

    [Theory]
    [InlineData("/dtmgimp.Dtm/Nothing")]
    [InlineData("/dtmgimp.Other/Submit")]
    [InlineData("/dtmgimp.Dtm/submit")]
    [InlineData("/grpc.health.v1.Health/Watch")]
    [InlineData("/grpc.reflection.v1.ServerReflection/ServerReflectionInfo")]
    [InlineData("/api/dtmsvr/newGid")]
    [InlineData("/health/live")]
    [InlineData("/")]
    public async Task Method_ThatIsNotServed_IsUnimplementedInTrailersAlone(string path)
    {
        var answer = await _raw.PostAsync(path, RawGrpc.Frame([]));

        Assert.Equal((12, true, "no such service or method"), (answer.Status, answer.IsTrailersOnly, answer.Message));
        Assert.Equal("application/grpc", answer.ContentType);
    }

    [Theory]
    [InlineData("", 12, "the request has no message, and exactly one is needed")]
    [InlineData("00", 13, "the request ends inside a message's prefix")]
    [InlineData("00000000", 13, "the request ends inside a message's prefix")]
    [InlineData("0000000005", 13, "the request ends inside its message, after 0 of 5 bytes")]
    [InlineData("00000000050A0361", 13, "the request ends inside its message, after 3 of 5 bytes")]
    [InlineData("00000000000000000000", 12, "the request has more than one message")]
    [InlineData("0000000000FF", 12, "the request has more than one message")]
    [InlineData("02000000000000", 13, "a message's prefix begins with 2, which is neither plain nor compressed")]
    [InlineData("00000003E9", 8, "message: 1001 bytes, at most 1000 are allowed")]
    [InlineData("00FFFFFFFF0A", 8, "message: 4294967295 bytes, at most 1000 are allowed")]
    [InlineData("00000000030A0461", 13, "the message does not parse")]
    [InlineData("00000000040A02C328", 13, "the message has text that is not UTF-8")]
    [InlineData("0000000001FF", 13, "the message does not parse")]
    [InlineData("0100000000", 13, "a message is marked as compressed, and grpc-encoding does not say how")]
    public async Task Frame_ThatIsWrong_HasItsStatusInTrailersAlone(string hex, int status, string message)
    {
        var answer = await _raw.PostAsync(Submit, Convert.FromHexString(hex));

        Assert.Equal((status, message, true), (answer.Status, answer.Message, answer.IsTrailersOnly));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("snappy")]
    public async Task Message_ThatIsCompressed_IsUnimplementedAndToldWhatIsSpoken(string encoding)
    {
        var answer = await _raw.PostAsync(NewGid, RawGrpc.Frame([1, 2, 3], flag: 1), ("grpc-encoding", encoding));

        Assert.Equal((12, "compressed messages are not supported", "identity"), (answer.Status, answer.Message, answer.Value("grpc-accept-encoding")));
    }

    [Fact]
    public async Task Message_ThatIsPlain_IsTakenWhateverEncodingIsNamed()
    {
        var answer = await _raw.PostAsync(NewGid, RawGrpc.Frame([]), ("grpc-encoding", "gzip"));

        Assert.Equal(0, answer.Status);
    }

    [Fact]
    public async Task Message_OfTheLimit_IsTaken()
    {
        // Field 9, rollback_reason, of 997 bytes; with its prefix 1000.
        var answer = await _raw.PostAsync(Submit, RawGrpc.Frame([0x4A, 0xE5, 0x07, .. Enumerable.Repeat((byte)'a', 997)]));

        Assert.Equal((13, "gid: missing"), (answer.Status, answer.Message));
    }

    [Theory]
    [InlineData("1")]
    [InlineData("S")]
    [InlineData("-1S")]
    [InlineData("1s")]
    [InlineData("123456789S")]
    public async Task Timeout_ThatIsNone_IsInternal(string timeout)
    {
        var answer = await _raw.PostAsync(NewGid, RawGrpc.Frame([]), ("grpc-timeout", timeout));

        Assert.Equal((13, "grpc-timeout: not a number of at most eight digits and a unit"), (answer.Status, answer.Message));
    }

    [Fact]
    public async Task Timeout_ThatIsOver_IsDeadlineExceededAndNothingIsDone()
    {
        var gid = GrpcBed.NewGid();

        var answer = await _raw.PostAsync(Submit, SagaFrame(gid, ""), ("grpc-timeout", "0S"));

        Assert.Equal(4, answer.Status);
        Assert.Null(await _bed.Silo.Transactions.GetAsync(gid, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Timeout_WhileTheMessageIsStillComing_IsDeadlineExceeded()
    {
        var end = new TaskCompletionSource();

        var answer = await _raw.SendAsync(HttpMethod.Post, NewGid, new RawGrpc.Body([0, 0], end.Task), "application/grpc", ("grpc-timeout", "100m"));
        end.SetResult();

        Assert.Equal((4, true), (answer.Status, answer.IsTrailersOnly));
    }

    /// <summary>A replacement character that was sent is a character like any other.</summary>
    [Fact]
    public async Task Text_WithAReplacementCharacter_IsTaken()
    {
        var answer = await _raw.PostAsync(Submit, RawGrpc.Frame([0x0A, 3, 0xEF, 0xBF, 0xBD]));

        Assert.Equal((13, "trans_type: missing"), (answer.Status, answer.Message));
    }

    [Fact]
    public async Task Client_ThatBreaksOffInItsMessage_IsForgotten()
    {
        using var other = new RawGrpc(_bed.Target);

        await Assert.ThrowsAnyAsync<HttpRequestException>(() =>
            other.SendAsync(HttpMethod.Post, Submit, new RawGrpc.Body([0, 0], Task.FromException(new IOException("gone"))), "application/grpc"));
    }

    [Fact]
    public async Task Http1_OnTheGrpcPort_IsRefused()
    {
        using var client = new HttpClient();

        using var answer = await client.GetAsync(new Uri($"http://{_bed.Target}/health/live"), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task Grpc_OnTheHttpPort_IsNotServed()
    {
        using var client = new HttpClient();
        using var content = new ByteArrayContent(RawGrpc.Frame([]));
        content.Headers.TryAddWithoutValidation("Content-Type", "application/grpc");

        using var answer = await client.PostAsync(new Uri(_bed.Silo.Address, NewGid), content, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task Server_ThatStops_IsUnavailableAndSaysSoInHealth()
    {
        await using var bed = await GrpcBed.StartAsync(null);
        using var raw = new RawGrpc(bed.Target);
        bed.Silo.App.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();

        var refused = await raw.PostAsync(NewGid, RawGrpc.Frame([]));
        var health = await raw.PostAsync("/grpc.health.v1.Health/Check", RawGrpc.Frame([]));

        Assert.Equal((14, "the server is stopping"), (refused.Status, refused.Message));
        Assert.Equal([0, 0, 0, 0, 2, 8, 2], health.Body);
    }

    [Fact]
    public async Task Store_ThatIsAway_IsUnavailable()
    {
        var store = new DisturbedStore();
        await using var bed = await GrpcBed.StartAsync(null, builder => builder.Services.AddSingleton(store.OpenJournal));
        using var raw = new RawGrpc(bed.Target);
        store.Away = true;

        var submit = await raw.PostAsync(Submit, SagaFrame(GrpcBed.NewGid(), "http://127.0.0.1:9/a"));
        var health = await raw.PostAsync("/grpc.health.v1.Health/Check", RawGrpc.Frame([]));
        store.Away = false;

        Assert.Equal((14, "the store is not available", true), (submit.Status, submit.Message, submit.IsTrailersOnly));
        Assert.Equal([0, 0, 0, 0, 2, 8, 2], health.Body);
    }

    [Fact]
    public async Task Port_ThatIsOff_IsNotOpened()
    {
        await using var silo = await TestSilo.StartAsync(null, TestContext.Current.CancellationToken);

        Assert.Null(silo.App.Services.GetRequiredService<Silo.Grpc.GrpcListener>().EndPoint);
        Assert.Single(silo.App.Urls);
    }

    [Fact]
    public async Task Ports_AreOpenedInTheirOrder()
    {
        Assert.Equal([_bed.Silo.Address.Port, int.Parse(_bed.Target.Split(':')[1], System.Globalization.CultureInfo.InvariantCulture)], _bed.Silo.App.Urls.Select(url => new Uri(url).Port));
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPEndPoint.Parse(_bed.Target), TestContext.Current.CancellationToken);
        Assert.True(IPAddress.IsLoopback(((IPEndPoint)socket.Client.RemoteEndPoint!).Address));
    }

    private async Task AssertLivesAsync()
    {
        using var raw = new RawGrpc(_bed.Target);
        Assert.Equal(0, (await raw.PostAsync(NewGid, RawGrpc.Frame([]))).Status);
    }

    /// <summary>A saga of one step, written by hand.</summary>
    private static byte[] SagaFrame(string gid, string url)
    {
        var steps = $$"""[{"action":"{{url}}","compensate":""}]""";
        return RawGrpc.Frame([.. Text(1, gid), .. Text(2, "saga"), .. Text(5, "{}"), .. Text(7, steps)]);
    }

    private static byte[] Text(int field, string text) => [(byte)((field << 3) | 2), (byte)text.Length, .. Encoding.ASCII.GetBytes(text)];
}
