using Microsoft.Extensions.Logging;
using OrleansSaga.Samples.Bank;
using OrleansSaga.Silo.Demo;

namespace OrleansSaga.Silo.Tests;

public sealed class DemoPartsTests
{
    private static readonly DemoScenario Plain = DemoScenario.All[0];
    private static readonly DemoScenario Late = DemoScenario.All.Single(scenario => scenario.TimeoutToFail > 0);

    [Theory]
    [InlineData("""{"North":40001,"South":40002}""", 40001)]
    [InlineData("", null)]
    [InlineData("null", null)]
    [InlineData("""{"North":40001""", null)]
    [InlineData("""{"North":40001,"South":0}""", null)]
    [InlineData("""{"North":70000,"South":40002}""", null)]
    [InlineData("""{"North":"x","South":40002}""", null)]
    public void Ports_FileContent_IsRememberedOrIgnored(string content, int? north)
    {
        var folder = Directory.CreateTempSubdirectory("demo-ports-");
        try
        {
            var path = Path.Combine(folder.FullName, "ports.json");
            File.WriteAllText(path, content);

            using var ports = DemoPorts.Open(path);

            Assert.Equal(north, ports.Remembered?.North);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Gid_OfARun_GivesItsScenarioBack()
    {
        var gid = TransferGid.Of(TransferGid.NewRun(DateTimeOffset.UnixEpoch.AddYears(60)), 7, Late);

        Assert.Matches("^demo-[0-9a-z]{8}-7-late$", gid);
        Assert.Same(Late, TransferGid.Scenario(gid, DemoScenario.All));
    }

    [Theory]
    [InlineData("g1")]
    [InlineData("demo-")]
    [InlineData("demo-abc-1-unknown")]
    [InlineData("other-abc-1-plain")]
    public void Gid_OfSomebodyElse_HasNoScenario(string gid) => Assert.Null(TransferGid.Scenario(gid, DemoScenario.All));

    [Theory]
    [InlineData("plain", "succeed", false, true)]
    [InlineData("plain", "failed", false, false)]
    [InlineData("plain", "failed", true, false)]
    [InlineData("poor", "failed", false, true)]
    [InlineData("poor", "succeed", true, false)]
    [InlineData("late", "failed", false, true)]
    [InlineData("late", "succeed", false, false)]
    [InlineData("late", "succeed", true, true)]
    public void Scenario_Ending_IsAcceptedOrNot(string key, string status, bool resumed, bool accepted) =>
        Assert.Equal(accepted, DemoScenario.All.Single(scenario => scenario.Key == key).Accepts(status, resumed));

    [Fact]
    public void Board_StartedAndEnded_CountsByScenario()
    {
        var board = new DemoBoard(DemoScenario.All);
        var transfers = new[] { Transfer("a", Plain), Transfer("b", Plain), Transfer("c", Late), Transfer("d", Late) };

        foreach (var transfer in transfers)
            board.Started(transfer);
        board.Ended(new TransferEnd(transfers[0], "succeed", null, TimeSpan.Zero));
        board.Ended(new TransferEnd(transfers[1], "failed", "broke", TimeSpan.Zero));
        board.Ended(new TransferEnd(transfers[2], "failed", null, TimeSpan.Zero));

        var view = board.Look();
        Assert.Equal(new DemoBoard.Counts(2, 1, 1, 0, 1), view.Scenarios.Single(row => row.Scenario == Plain).Counts);
        Assert.Equal(new DemoBoard.Counts(2, 0, 1, 1, 0), view.Scenarios.Single(row => row.Scenario == Late).Counts);
        Assert.Equal(new DemoBoard.Counts(4, 1, 2, 1, 1), view.Total);
        Assert.Equal(["b: broke"], view.Faults);
    }

    [Fact]
    public void Board_ManyTransfers_KeepsTheLast()
    {
        var board = new DemoBoard(DemoScenario.All);

        for (var i = 0; i < 1_000; i++)
            board.Started(Transfer($"g{i}", Plain));

        Assert.Equal([.. Enumerable.Range(1_000 - DemoBoard.MostRecent, DemoBoard.MostRecent).Select(i => $"g{i}")], board.Look().Recent.Select(line => line.Transfer.Gid));
    }

    [Theory]
    [InlineData("ours", 70, 1)]
    [InlineData("theirs", 70, 0)]
    [InlineData("theirs", 69, 1)]
    public void Summary_HalfDoneTransfer_IsWrongOnlyIfOursOrUnexplained(string gid, long total, int exitCode)
    {
        var view = new DemoBoard(DemoScenario.All).Look();
        var audit = new BankAuditReport(100, total, [new TransferAudit(gid, TransferOutcome.Partial, -30, [])], []);

        Assert.Equal(exitCode, DemoSummary.Of(view, audit, other => other == "ours").ExitCode);
    }

    [Fact]
    public void Summary_Violation_IsWrong() =>
        Assert.Equal(1, DemoSummary.Of(new DemoBoard(DemoScenario.All).Look(), new BankAuditReport(100, 100, [], ["paid twice"]), _ => true).ExitCode);

    [Fact]
    public void Log_WhileKept_WritesNothingThenTheLastLines()
    {
        using var output = new StringWriter();
        using var log = new DemoLog(output);
        var logger = log.CreateLogger("test");

        log.Keep();
        for (var i = 0; i < 150; i++)
            Warn(logger, i);
        var kept = output.ToString();
        log.Write();

        Assert.Equal("", kept);
        Assert.StartsWith("(50 earlier warnings are not shown)", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("number 149", output.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("number 49" + Environment.NewLine, output.ToString(), StringComparison.Ordinal);
        Assert.False(logger.IsEnabled(LogLevel.Information));
    }

    private static void Warn(ILogger logger, int number) =>
        logger.Log(LogLevel.Warning, new EventId(1), number, null, (state, _) => $"number {state}");

    private static Transfer Transfer(string gid, DemoScenario scenario) => new(gid, scenario, "", Resumed: false);
}
