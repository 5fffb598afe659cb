using System.Net;
using System.Net.Sockets;

namespace OrleansSaga.Faults.Tests;

/// <summary>The bad network, against a server that sends back what it gets.</summary>
public sealed class TcpProxyTests : IAsyncLifetime
{
    private readonly TcpListener _echo = new(IPAddress.Loopback, 0);
    private readonly List<TcpClient> _clients = [];
    private TcpProxy _proxy = null!;
    private Task _serving = Task.CompletedTask;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        _echo.Start();
        _serving = ServeAsync();
        _proxy = new TcpProxy("127.0.0.1", ((IPEndPoint)_echo.LocalEndpoint).Port);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients)
            client.Dispose();
        await _proxy.DisposeAsync();
        _echo.Stop();
        await _serving;
        _echo.Dispose();
    }

    [Fact]
    public async Task Pass_Bytes_ComeBack()
    {
        var stream = await ConnectAsync();

        await stream.WriteAsync("hello"u8.ToArray(), Cancel);

        Assert.Equal("hello", await ReadAsync(stream, 5));
    }

    [Fact]
    public async Task Cut_OpenConnection_IsReset()
    {
        var stream = await ConnectAsync();
        await stream.WriteAsync("a"u8.ToArray(), Cancel);
        await ReadAsync(stream, 1);

        _proxy.Cut();

        AssertReset(await Assert.ThrowsAsync<IOException>(() => ReadAsync(stream, 1)));
    }

    [Fact]
    public async Task Cut_NewConnection_IsResetUntilHealed()
    {
        _proxy.Cut();

        // The reset may already be there when the connection is made.
        AssertReset(await Assert.ThrowsAnyAsync<Exception>(async () => await ReadAsync(await ConnectAsync(), 1)));

        _proxy.Heal();

        var stream = await ConnectAsync();
        await stream.WriteAsync("b"u8.ToArray(), Cancel);
        Assert.Equal("b", await ReadAsync(stream, 1));
    }

    [Theory]
    [InlineData(ProxyDirection.ToServer)]
    [InlineData(ProxyDirection.ToClient)]
    [InlineData(ProxyDirection.Both)]
    public async Task BlackHole_Bytes_ComeOnlyOnceItIsHealed(ProxyDirection direction)
    {
        var stream = await ConnectAsync();
        await stream.WriteAsync("1"u8.ToArray(), Cancel);
        await ReadAsync(stream, 1);
        _proxy.BlackHole(direction);

        await stream.WriteAsync("2"u8.ToArray(), Cancel);
        var answer = ReadAsync(stream, 1);
        using (var other = new PeriodicTimer(TimeSpan.FromMilliseconds(100), TimeProvider.System))
            Assert.NotSame(answer, await Task.WhenAny(answer, other.WaitForNextTickAsync(Cancel).AsTask()));
        _proxy.Heal();

        Assert.Equal("2", await answer);
    }

    [Fact]
    public async Task BlackHole_ServerEnds_ClientIsNotTold()
    {
        var stream = await ConnectAsync();
        await stream.WriteAsync("1"u8.ToArray(), Cancel);
        await ReadAsync(stream, 1);
        _proxy.BlackHole(ProxyDirection.ToClient);

        await stream.WriteAsync("."u8.ToArray(), Cancel);
        var end = stream.ReadAsync(new byte[1], Cancel).AsTask();
        using (var other = new PeriodicTimer(TimeSpan.FromMilliseconds(100), TimeProvider.System))
            Assert.NotSame(end, await Task.WhenAny(end, other.WaitForNextTickAsync(Cancel).AsTask()));
        _proxy.Heal();

        Assert.Equal(0, await end);
    }

    [Fact]
    public async Task Slow_Bytes_ComeLate()
    {
        var latency = TimeSpan.FromMilliseconds(50);
        var stream = await ConnectAsync();
        _proxy.Slow(latency);
        var started = TimeProvider.System.GetTimestamp();

        await stream.WriteAsync("late"u8.ToArray(), Cancel);

        Assert.Equal("late", await ReadAsync(stream, 4));
        // There and back; a timer may be a hair early.
        Assert.True(TimeProvider.System.GetElapsedTime(started) >= latency * 1.9);
    }

    [Fact]
    public async Task Server_NotThere_ConnectionIsReset()
    {
        await using var proxy = new TcpProxy("127.0.0.1", Ports.Free());
        using var client = new TcpClient();

        var reset = await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            await client.ConnectAsync(IPAddress.Loopback, proxy.Port, Cancel);
            await ReadAsync(client.GetStream(), 1);
        });

        AssertReset(reset);
    }

    private static void AssertReset(Exception exception) =>
        Assert.Equal(SocketError.ConnectionReset, Assert.IsType<SocketException>(exception as SocketException ?? exception.InnerException).SocketErrorCode);

    private static async Task<string> ReadAsync(NetworkStream stream, int count)
    {
        var bytes = new byte[count];
        await stream.ReadExactlyAsync(bytes, Cancel);
        return System.Text.Encoding.ASCII.GetString(bytes);
    }

    private async Task<NetworkStream> ConnectAsync()
    {
        var client = new TcpClient { NoDelay = true };
        _clients.Add(client);
        await client.ConnectAsync(IPAddress.Loopback, _proxy.Port, Cancel);
        return client.GetStream();
    }

    /// <summary>Sends everything back, and ends a connection on a dot.</summary>
    private async Task ServeAsync()
    {
        List<Task> connections = [];
        try
        {
            while (true)
                connections.Add(EchoAsync(await _echo.AcceptTcpClientAsync()));
        }
        catch (Exception stopped) when (stopped is SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(connections);
        }
    }

    private static async Task EchoAsync(TcpClient client)
    {
        using var _ = client;
        var chunk = new byte[256];
        try
        {
            while (await client.GetStream().ReadAsync(chunk) is > 0 and var count && chunk[0] != (byte)'.')
                await client.GetStream().WriteAsync(chunk.AsMemory(0, count));
        }
        catch (IOException)
        {
            // The proxy was cut.
            return;
        }
    }
}
