using System.Net;
using System.Net.Sockets;
using OrleansSaga.Samples.Bank;
using OrleansSaga.Silo.Demo;

namespace OrleansSaga.Silo.Tests;

public sealed class DemoRunTests
{
    [Fact]
    public async Task Demo_AllScenarios_EndAsTheyShould()
    {
        using var bed = new DemoBed();

        var exitCode = await bed.RunAsync(bed.Options());

        Assert.Equal((0, ""), (exitCode, bed.Errors));
        foreach (var scenario in DemoScenario.All)
            Assert.Matches($"-{scenario.Key} +{DtmStatus.Spoken(scenario.Ending)} .* as expected", bed.Output);
        Assert.Contains("money in both banks: 3,000.00, at first 3,000.00", bed.Output, StringComparison.Ordinal);
        Assert.EndsWith($"Every transfer ended as it should.{Environment.NewLine}", bed.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Demo_ScenarioEndsOtherwise_Gives1AndSaysWhy()
    {
        using var bed = new DemoBed();
        var refused = new DemoScenario("refused", "a bank refuses though it should not", DtmStatus.Succeed) { Fault = new BankFault(BankFaultKind.Refuse) };

        var exitCode = await bed.RunAsync(bed.Options(DemoScenario.All[0], refused));

        Assert.Equal(1, exitCode);
        Assert.Contains("-refused: rolled back, but should have succeeded", bed.Output, StringComparison.Ordinal);
        Assert.Matches("all goes well .* 0 unexpected", bed.Output);
        Assert.EndsWith($"Not everything ended as it should.{Environment.NewLine}", bed.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Demo_StoppedWithTransfersInFlight_ResumesThemOnTheSamePorts()
    {
        using var bed = new DemoBed();
        // Held until the bank stops: in flight when the first run gives up.
        var held = new DemoScenario("held", "a bank hangs for ever", DtmStatus.Succeed) { Fault = new BankFault(BankFaultKind.Hold), RequestTimeout = 60 };
        var options = bed.Options(held) with { MostInFlight = 2 };

        var first = await bed.RunAsync(options with { Patience = TimeSpan.FromMilliseconds(100) });
        var unfinished = bed.Output;
        var second = await bed.RunAsync(options with { Scenarios = [DemoScenario.All[0], held], Length = TimeSpan.FromMilliseconds(1), MostInFlight = 1 });

        Assert.Equal(1, first);
        Assert.Contains("not finished after", unfinished, StringComparison.Ordinal);
        Assert.Equal((0, ""), (second, bed.Errors));
        Assert.Contains("resuming 2 transfers from the last run", bed.Output, StringComparison.Ordinal);
        Assert.Matches("-1-held +succeeded .* as expected", bed.Output);
        Assert.Matches("-2-held +succeeded .* as expected", bed.Output);
    }

    [Fact]
    public async Task Demo_PortTaken_TakesAFreeOneAndSaysSo()
    {
        using var bed = new DemoBed();
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        var options = bed.Options(DemoScenario.All[0]);

        var exitCode = await bed.RunAsync(options with { Configuration = [.. options.Configuration[..2], "--OrleansSaga:Api:HttpPort", $"{port}"] });

        Assert.Equal(0, exitCode);
        Assert.Contains($"Port {port} is taken: the server listens on a free one.", bed.Output, StringComparison.Ordinal);
        Assert.DoesNotContain($"http://127.0.0.1:{port}/", bed.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Demo_BankPortTakenSince_TakesAFreeOneAndSaysSo()
    {
        using var bed = new DemoBed();
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        Directory.CreateDirectory(bed.DataFolder);
        using (var ports = DemoPorts.Open(Path.Combine(bed.DataFolder, "demo-bank-ports.json")))
            ports.Remember(new DemoPorts.Ports(((IPEndPoint)taken.LocalEndpoint).Port, ((IPEndPoint)taken.LocalEndpoint).Port));

        var exitCode = await bed.RunAsync(bed.Options(DemoScenario.All[0]));

        Assert.Equal(0, exitCode);
        Assert.Contains("Unfinished transfers of the last run cannot find them.", bed.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Demo_FolderInUse_CannotStart()
    {
        using var bed = new DemoBed();
        Directory.CreateDirectory(bed.DataFolder);
        using var other = DemoPorts.Open(Path.Combine(bed.DataFolder, "demo-bank-ports.json"));

        await Assert.ThrowsAsync<DemoCannotStartException>(() => bed.RunAsync(bed.Options()));
    }
}
