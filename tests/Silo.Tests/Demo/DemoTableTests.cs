using OrleansSaga.Samples.Bank;
using OrleansSaga.Silo.Demo;
using Spectre.Console;

namespace OrleansSaga.Silo.Tests;

public sealed class DemoTableTests
{
    private static readonly BankAuditReport Money = new(300_000, 298_766, [], []);

    [Theory]
    [InlineData(24, 80)]
    [InlineData(40, 120)]
    public void Render_FullBoard_FitsTheTerminal(int height, int width)
    {
        var board = new DemoBoard(DemoScenario.All);
        for (var i = 0; i < 20; i++)
            board.Started(new Transfer($"demo-mc5k2x9a-{i}-ongoing", DemoScenario.All[i % 6], "alice, carol pay dave 100,013.33", Resumed: false));

        var lines = Render(board, height, width, resumed: 3);

        Assert.True(lines.Length < height, string.Join('\n', lines));
        Assert.All(lines, line => Assert.InRange(line.TrimEnd().Length, 1, width));
        Assert.Contains(lines, line => line.StartsWith("demo-mc5k2x9a-19-ongoing sent", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("resuming 3 transfers from the last run", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("2,987.66, on its way 12.34", StringComparison.Ordinal));
    }

    [Fact]
    public void Render_UnexpectedEndingWithMarkup_IsShownAsItIs()
    {
        var board = new DemoBoard(DemoScenario.All);
        var transfer = new Transfer("demo-x-1-plain", DemoScenario.All[0], "", Resumed: false);
        board.Started(transfer);
        board.Ended(new TransferEnd(transfer, null, "submit: 500 [red]\n{}", TimeSpan.Zero));

        var lines = Render(board, 40, 100, resumed: 0);

        Assert.Contains(lines, line => line.Contains("submit: 500 [red] {}", StringComparison.Ordinal));
    }

    private static string[] Render(DemoBoard board, int height, int width, int resumed)
    {
        using var output = new StringWriter();
        using var log = new DemoLog(TextWriter.Null);
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(output) });
        console.Profile.Width = width;
        console.Profile.Height = height;
        var facts = new DemoFacts(new Uri("http://127.0.0.1:36789/"), "data", "demo-mc5k2x9a-2-late", resumed, [], board, Banks: null!);

        console.Write(new DemoTable(console, log, TimeProvider.System).Render(facts, Money));

        return output.ToString().TrimEnd().Split('\n');
    }
}
