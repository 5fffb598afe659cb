using System.Globalization;
using OrleansSaga.Silo.Operations;
using OrleansSaga.Silo.Options;

namespace OrleansSaga.Silo.Tests.Operations;

/// <summary>What a container's health check hears.</summary>
public sealed class HealthyTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Silo_Runs_IsHealthyUntilItStops()
    {
        var port = Ports.Free();
        string[] configuration = ["--OrleansSaga:Storage:Provider=memory", "--OrleansSaga:Api:GrpcPort=-1", $"--OrleansSaga:Api:HttpPort={port}"];
        await using var silo = SiloHost.Build(configuration);
        await silo.StartAsync(Token);

        Assert.Equal((SiloExit.Yes, $"silo healthy: yes, says http://127.0.0.1:{port}/health/ready"), await RunAsync(configuration));
        Assert.Equal((SiloExit.Yes, $"silo healthy: yes, says http://127.0.0.1:{port}/health/live"), await RunAsync(["live", .. configuration]));

        await silo.StopAsync(Token);

        var (code, answer) = await RunAsync(configuration);
        Assert.Equal(SiloExit.No, code);
        Assert.Contains("does not answer", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Silo_NotReady_IsNotHealthy()
    {
        await using var silo = await TestParticipant.StartAsync(Token);
        silo.Answer = _ => Task.FromResult((503, ""));

        var (code, answer) = await RunAsync([$"--OrleansSaga:Api:HttpPort={new Uri(silo.Url).Port}"]);

        Assert.Equal((SiloExit.No, $"silo healthy: no, {silo.Url}/health/ready says 503"), (code, answer));
        Assert.Equal("/health/ready", Assert.Single(silo.Calls).Path);
    }

    [Fact]
    public async Task Silo_Silent_IsNotHealthyAfterThreeSeconds()
    {
        var asked = new TaskCompletionSource();
        await using var silo = await TestParticipant.StartAsync(Token);
        silo.Answer = async call =>
        {
            asked.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, call.Aborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return (200, "");
        };
        var time = new ManualTimeProvider();

        var running = RunAsync([$"--OrleansSaga:Api:HttpPort={new Uri(silo.Url).Port}"], time);
        await asked.Task.WaitAsync(Token);
        time.Advance(TimeSpan.FromSeconds(3));

        var (code, answer) = await running;
        Assert.Equal(SiloExit.No, code);
        Assert.Contains("within 3 seconds", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("127.0.0.1", "http://127.0.0.1:36789/health/live")]
    [InlineData("0.0.0.0", "http://127.0.0.1:36789/health/live")]
    [InlineData("::", "http://[::1]:36789/health/live")]
    [InlineData("10.213.7.11", "http://10.213.7.11:36789/health/live")]
    public void Silo_Listens_IsAskedThere(string address, string url) =>
        Assert.Equal(url, Healthy.UrlOf(new ApiOptions { BindAddress = address }, "live").ToString());

    private static async Task<(int Code, string Answer)> RunAsync(string[] more, TimeProvider? time = null)
    {
        var output = new StringWriter(CultureInfo.InvariantCulture);
        var code = await SiloCommand.RunAsync(["silo", "healthy", .. more], output, output, time ?? TimeProvider.System);
        return (code, output.ToString().Trim());
    }
}
