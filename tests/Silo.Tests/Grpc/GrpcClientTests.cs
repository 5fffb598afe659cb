namespace OrleansSaga.Silo.Tests.Grpc;

/// <summary>The transport as Python's grpcio sees it: deadlines, cancelled calls, limits, compression, health.</summary>
public sealed class GrpcClientTests(PythonPeer peer) : IAsyncLifetime
{
    private readonly string _gid = GrpcBed.NewGid();
    private GrpcBed _bed = null!;

    public async ValueTask InitializeAsync() => _bed = await GrpcBed.StartAsync(peer, null, "--OrleansSaga:Limits:BodyBytes=100000");

    /// <summary>Whatever a test did: the server must live.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_bed is null)
            return;
        Assert.Equal(0, (await _bed.DtmAsync("NewGid", new { })).Code);
        await _bed.DisposeAsync();
    }

    [Fact]
    public async Task Deadline_ThatPasses_EndsTheWaitAndNotTheTransaction()
    {
        var gate = "Gate" + _gid;

        var answer = await _bed.DtmAsync("Submit", GrpcBed.Saga(_gid, wait: true, _bed.Python.Url(gate)), timeout: 0.3);
        _bed.Python.Open(gate);

        Assert.Equal(4, answer.Code);
        Assert.Equal("succeed", await _bed.SettleAsync(_gid, "succeed"));
    }

    [Fact]
    public async Task Call_ThatIsCancelled_EndsTheWaitAndNotTheTransaction()
    {
        var gate = "Gate" + _gid;
        var (id, answer) = _bed.Start("Submit", GrpcBed.Saga(_gid, wait: true, _bed.Python.Url(gate)));
        await _bed.Python.SeenAsync(call => call["dtm-gid"] == _gid);

        _bed.Python.Cancel(id);
        var cancelled = await answer;
        _bed.Python.Open(gate);

        Assert.Equal(1, cancelled.Code);
        Assert.Equal("succeed", await _bed.SettleAsync(_gid, "succeed"));
    }

    [Fact]
    public async Task Calls_CancelledInGreatNumber_DoNoHarm()
    {
        var gate = "Gate" + _gid;
        var running = Enumerable.Range(0, 150).Select(i => _bed.Start("Submit", GrpcBed.Saga($"{_gid}-{i}", wait: true, _bed.Python.Url(gate)))).ToList();
        await _bed.Python.SeenAsync(call => call["dtm-gid"]?.StartsWith(_gid, StringComparison.Ordinal) == true);

        foreach (var (id, _) in running)
            _bed.Python.Cancel(id);
        var answers = await Task.WhenAll(running.Select(call => call.Answer));
        _bed.Python.Open(gate);

        Assert.All(answers, answer => Assert.Equal(1, answer.Code));
    }

    [Fact]
    public async Task Message_OverTheLimit_IsResourceExhausted()
    {
        var saga = GrpcBed.Saga(_gid, wait: false, _bed.Python.Url("Ok"));
        saga["BinPayloads"] = new[] { Convert.ToBase64String(new byte[1_000_000]) };

        var answer = await _bed.DtmAsync("Submit", saga);

        Assert.Equal(8, answer.Code);
        Assert.Matches("^message: 1000[0-9]{3} bytes, at most 100000 are allowed$", answer.Details);
    }

    [Fact]
    public async Task Message_Compressed_IsUnimplemented()
    {
        var saga = GrpcBed.Saga(_gid, wait: false);
        saga["CustomedData"] = new string(' ', 5000);

        var (_, answer) = _bed.Python.Start(_bed.Target, "/dtmgimp.Dtm/Submit", "Request", saga, "Empty", gzip: true);

        Assert.Equal((12, "compressed messages are not supported"), ((await answer).Code, (await answer).Details));
    }

    [Fact]
    public async Task Message_ThatIsNoneOfTheMethod_IsInternal()
    {
        var (_, answer) = _bed.Python.Start(_bed.Target, "/dtmgimp.Dtm/Submit", "Request", new { raw = "CgVh" }, "Empty");

        Assert.Equal((13, "the message does not parse"), ((await answer).Code, (await answer).Details));
    }

    [Fact]
    public async Task Method_ThatIsUnknown_IsUnimplemented()
    {
        var (_, answer) = _bed.Python.Start(_bed.Target, "/dtmgimp.Dtm/Query", "Request", new { }, "Empty");

        Assert.Equal((12, "no such service or method"), ((await answer).Code, (await answer).Details));
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("dtmgimp.Dtm", 0)]
    [InlineData("busi.Busi", 5)]
    public async Task Health_OfServices_IsAnswered(string service, int code)
    {
        var (_, answer) = _bed.Python.Start(_bed.Target, "/grpc.health.v1.Health/Check", "HealthRequest", new { service }, "HealthReply");

        Assert.Equal(code, (await answer).Code);
        if (code == 0)
            Assert.Equal("1", (await answer).Reply.GetProperty("status").GetString());
    }

    [Fact]
    public async Task Calls_ManyAtOnceOnOneConnection_AllSucceed()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 500).Select(i => _bed.DtmAsync("Submit", GrpcBed.Saga($"{_gid}-{i}", wait: false, _bed.Python.Url("Ok")))));

        Assert.All(answers, answer => Assert.Equal((0, ""), (answer.Code, answer.Details)));
    }

    [Fact]
    public async Task Text_InAnyLanguage_ArrivesWhole()
    {
        var gid = _gid + "-€-漢字";

        var answer = await _bed.DtmAsync("Abort", new { Gid = gid, TransType = "tcc" });

        Assert.Equal((13, $"no TransGlobal with gid: {gid} found"), (answer.Code, answer.Details));
    }
}
