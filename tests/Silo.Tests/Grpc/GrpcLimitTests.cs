using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using OrleansSaga.Silo.Grpc;

namespace OrleansSaga.Silo.Tests.Grpc;

/// <summary>What one client can take from the others: nothing, however slow it is and however much it asks at once.</summary>
public sealed class GrpcLimitTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Hundreds of requests that never end, and the others do not notice; in the end the server lets go of them.</summary>
    [Fact]
    public async Task Clients_ThatNeverFinishTheirMessage_HoldUpNobodyAndAreLetGo()
    {
        await using var bed = await GrpcBed.StartAsync(null, builder => builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(2))));
        using var slow = new RawGrpc(bed.Target);
        using var quick = new RawGrpc(bed.Target);
        var never = new TaskCompletionSource();

        var stalled = Enumerable.Range(0, 300).Select(_ =>
            slow.SendAsync(HttpMethod.Post, "/dtmgimp.Dtm/Submit", new RawGrpc.Body([0, 0, 0, 1, 0, 10], never.Task), "application/grpc")).ToList();
        for (var i = 0; i < 50; i++)
            Assert.Equal(0, (await quick.PostAsync("/dtmgimp.Dtm/NewGid", RawGrpc.Frame([]))).Status);

        // The connection is closed under all of them; none got an answer.
        foreach (var request in stalled)
            await Assert.ThrowsAnyAsync<HttpRequestException>(() => request.WaitAsync(TimeSpan.FromSeconds(30), Cancel));
        Assert.Equal(0, (await quick.PostAsync("/dtmgimp.Dtm/NewGid", RawGrpc.Frame([]))).Status);
        never.SetResult();
    }

    /// <summary>The server announces how many calls it takes at once on a connection, and refuses the next of a client that does not listen.</summary>
    [Fact]
    public async Task Streams_OnOneConnection_AreLimited()
    {
        await using var bed = await GrpcBed.StartAsync(null);
        using var client = new TcpClient();
        await client.ConnectAsync(IPEndPoint.Parse(bed.Target), Cancel);
        var stream = client.GetStream();
        await stream.WriteAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray(), Cancel);
        await stream.WriteAsync(Frame(type: 4, flags: 0, streamId: 0, []), Cancel);

        var (settings, _, announced) = await ReadAsync(stream, type: 4);
        var open = new MemoryStream();
        for (var i = 0; i <= GrpcListener.StreamsPerConnection; i++)
            await open.WriteAsync(Frame(type: 1, flags: 4, streamId: 1 + (2 * i), RequestHeaders()), Cancel);
        await stream.WriteAsync(open.ToArray(), Cancel);
        var (_, refused, code) = await ReadAsync(stream, type: 3);

        Assert.Equal(4, settings);
        Assert.Equal(GrpcListener.StreamsPerConnection, MaxStreams(announced));
        Assert.Equal((1 + (2 * GrpcListener.StreamsPerConnection), 7), (refused, BinaryPrimitives.ReadInt32BigEndian(code)));
        using var other = new RawGrpc(bed.Target);
        Assert.Equal(0, (await other.PostAsync("/dtmgimp.Dtm/NewGid", RawGrpc.Frame([]))).Status);
    }

    /// <summary>The first frame of a type, without those before it.</summary>
    private static async Task<(int Type, int StreamId, byte[] Payload)> ReadAsync(NetworkStream stream, int type)
    {
        var head = new byte[9];
        while (true)
        {
            await stream.ReadExactlyAsync(head, Cancel);
            var payload = new byte[(head[0] << 16) | (head[1] << 8) | head[2]];
            await stream.ReadExactlyAsync(payload, Cancel);
            if (head[3] == type)
                return (type, BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(5)), payload);
        }
    }

    private static int MaxStreams(byte[] settings)
    {
        for (var i = 0; i + 6 <= settings.Length; i += 6)
        {
            if (BinaryPrimitives.ReadInt16BigEndian(settings.AsSpan(i)) == 3)
                return BinaryPrimitives.ReadInt32BigEndian(settings.AsSpan(i + 2));
        }

        return -1;
    }

    /// <summary>A request whose message is still to come, in literals without an index.</summary>
    private static byte[] RequestHeaders() =>
    [
        .. Header(":method", "POST"), .. Header(":scheme", "http"), .. Header(":path", "/dtmgimp.Dtm/NewGid"), .. Header(":authority", "a"),
        .. Header("content-type", "application/grpc"), .. Header("te", "trailers"),
    ];

    private static byte[] Header(string name, string value) => [0, (byte)name.Length, .. Encoding.ASCII.GetBytes(name), (byte)value.Length, .. Encoding.ASCII.GetBytes(value)];

    private static byte[] Frame(byte type, byte flags, int streamId, byte[] payload)
    {
        var frame = new byte[9 + payload.Length];
        BinaryPrimitives.WriteUInt32BigEndian(frame, (uint)payload.Length << 8);
        frame[3] = type;
        frame[4] = flags;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), streamId);
        payload.CopyTo(frame, 9);
        return frame;
    }
}
