using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using OrleansSaga.Grains;
using OrleansSaga.Silo.Grpc;
using OrleansSaga.Silo.Tests.Engine;

namespace OrleansSaga.Silo.Tests.Grpc;

/// <summary>A silo in this process that serves gRPC, and Python to talk to it.</summary>
internal sealed class GrpcBed : IAsyncDisposable
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(20);

    private GrpcBed(TestSilo silo, PythonPeer.Running? peer)
    {
        Silo = silo;
        Target = silo.App.Services.GetRequiredService<GrpcListener>().EndPoint!.ToString();
        Python = peer!;
    }

    public TestSilo Silo { get; }

    /// <summary>Where the silo serves gRPC: host and port.</summary>
    public string Target { get; }

    /// <summary>Absent in beds without it.</summary>
    public PythonPeer.Running Python { get; }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Starts the silo; without <paramref name="peer"/> there is no Python, and no test is skipped.</summary>
    public static async Task<GrpcBed> StartAsync(PythonPeer? peer, Action<WebApplicationBuilder>? configure = null, params string[] more)
    {
        var python = peer is null ? null : await peer.OrSkipAsync();
        return new GrpcBed(await TestSilo.StartAsync(null, Cancel, configure, [GrpcPort.Any, .. more]), python);
    }

    public static string NewGid() => "g-" + Guid.NewGuid().ToString("N");

    /// <summary>Calls a method of DTM's service.</summary>
    public Task<PeerAnswer> DtmAsync(string method, object message, double? timeout = null) => Start(method, message, timeout).Answer;

    public (int Id, Task<PeerAnswer> Answer) Start(string method, object message, double? timeout = null) =>
        Python.Start(Target, "/dtmgimp.Dtm/" + method, RequestOf(method), message, ReplyOf(method), timeout);

    /// <summary>Waits until the transaction has a status, and returns it; the last one seen when time is over.</summary>
    public async Task<string?> SettleAsync(string gid, string status)
    {
        var grain = Silo.App.Services.GetRequiredService<IGrainFactory>().GetGrain<ITransactionGrain>(gid);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        over.CancelAfter(LongestWait);
        while (true)
        {
            var stored = await Silo.Transactions.GetAsync(gid, Cancel);
            var seen = stored is null ? null : WireNames.Of(stored.State.Status);
            if (seen == status || over.IsCancellationRequested)
                return seen;
            if (stored is not null)
                await grain.WaitNext(stored.Stored.Version, long.MaxValue, TimeSpan.FromSeconds(1));
        }
    }

    /// <summary>A saga as DTM's Go client sends it: each step is its own compensation.</summary>
    public static Dictionary<string, object> Saga(string gid, bool wait, params string[] urls) => new()
    {
        ["Gid"] = gid,
        ["TransType"] = "saga",
        ["Steps"] = JsonSerializer.Serialize(urls.Select(url => new { action = url, compensate = url })),
        ["BinPayloads"] = urls.Select((_, i) => Convert.ToBase64String([8, (byte)i])).ToArray(),
        ["TransOptions"] = new { WaitResult = wait },
    };

    public ValueTask DisposeAsync() => Silo.DisposeAsync();

    private static string RequestOf(string method) => method switch
    {
        "NewGid" => "Empty",
        "RegisterBranch" => "Branch",
        "Subscribe" or "Unsubscribe" or "DeleteTopic" => "Topic",
        _ => "Request",
    };

    private static string ReplyOf(string method) => method switch
    {
        "NewGid" => "GidReply",
        "PrepareWorkflow" => "Progresses",
        _ => "Empty",
    };
}
