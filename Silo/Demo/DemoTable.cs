using System.Globalization;
using OrleansSaga.Samples.Bank;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace OrleansSaga.Silo.Demo;

/// <summary>A table on the terminal that shows what happens while it happens.</summary>
internal sealed class DemoTable(IAnsiConsole console, DemoLog log, TimeProvider time) : IDemoReport
{
    private static readonly TimeSpan Refresh = TimeSpan.FromMilliseconds(250);

    /// <summary>The money is read every so many refreshes.</summary>
    private const int MoneyEvery = 4;

    /// <summary>Lines around the list of transfers: what is left of the terminal's height is for the list.</summary>
    private const int OtherLines = 12;

    /// <summary>Columns before the story of a transfer: gid, status, time.</summary>
    private const int OtherColumns = 48;

    public void Begun(DemoFacts facts)
    {
        foreach (var notice in facts.Notices)
            console.MarkupLineInterpolated($"[yellow]{notice}[/]");
    }

    public void Ended(TransferEnd end)
    {
        // The board has it.
    }

    public async Task ShowAsync(DemoFacts facts, CancellationToken done)
    {
        if (!Console.IsErrorRedirected)
            log.Keep();
        try
        {
            await console.Live(new Text("")).Overflow(VerticalOverflow.Crop).Cropping(VerticalOverflowCropping.Bottom).StartAsync(async live =>
            {
                using var timer = new PeriodicTimer(Refresh, time);
                BankAuditReport? money = null;
                for (var round = 0; !done.IsCancellationRequested; round++)
                {
                    if (round % MoneyEvery == 0)
                        money = await facts.Banks.MoneyAsync(CancellationToken.None);
                    live.UpdateTarget(Render(facts, money!));
                    await NextAsync(timer, done);
                }

                live.UpdateTarget(Render(facts, await facts.Banks.MoneyAsync(CancellationToken.None)));
            });
        }
        finally
        {
            log.Write();
        }
    }

    public void Over(DemoSummary summary)
    {
        // The table's last picture, with all counts, stays above.
        foreach (var line in summary.Verdict())
            console.WriteLine(line, summary.ExitCode == 0 ? Style.Plain : new Style(Color.Red));
    }

    /// <summary>One picture, fitted to the terminal's height.</summary>
    internal IRenderable Render(DemoFacts facts, BankAuditReport money)
    {
        var view = facts.Board.Look();
        var room = console.Profile.Height - OtherLines - view.Scenarios.Count - (facts.ResumedText is null ? 0 : 1);
        var state = view.Ending
            ? string.Create(CultureInfo.InvariantCulture, $"[yellow]ending: {view.Total.InFlight} still in flight[/]")
            : "[dim]Ctrl-C ends it[/]";
        var parts = new List<IRenderable> { Line($"[bold]OrleansSaga demo[/]  {Markup.Escape(facts.Server.ToString())}  {state}") };
        if (facts.ResumedText is { } resumed)
            parts.Add(Line($"[cyan]{resumed}[/]"));
        parts.Add(Scenarios(view));
        parts.Add(Line(MoneyLine(view, money)));
        parts.Add(Recent(view, Math.Clamp(room, 1, DemoBoard.MostRecent)));
        parts.Add(Line($"[dim]Look for yourself in another terminal (databases in {Markup.Escape(facts.Folder)}; more in README.md):[/]"));
        parts.AddRange(facts.Commands.Select(command => Line(Markup.Escape(command))));
        return new Rows(parts);
    }

    private static Table Scenarios(DemoBoard.View view)
    {
        var table = new Table { Border = TableBorder.None };
        table.AddColumn(Column("scenario"));
        foreach (var title in (string[])["started", "succeeded", "rolled back", "in flight", "unexpected"])
            table.AddColumn(Column(title).RightAligned());
        foreach (var (scenario, counts) in view.Scenarios)
            AddRow(table, Markup.Escape(scenario.Title), counts);
        AddRow(table, "[bold]total[/]", view.Total);
        return table;
    }

    private static void AddRow(Table table, string title, DemoBoard.Counts counts) => table.AddRow(
        title,
        Number(counts.Started, "default"),
        Number(counts.Succeeded, "green"),
        Number(counts.RolledBack, "yellow"),
        Number(counts.InFlight, "cyan"),
        Number(counts.Unexpected, "bold red"));

    private Table Recent(DemoBoard.View view, int count)
    {
        var table = new Table { Border = TableBorder.None };
        foreach (var title in (string[])["gid", "status", "took", "transfer"])
            table.AddColumn(Column(title));
        // As many rows as there is room, also at the beginning: a table that grows makes the eye jump.
        for (var i = 0; i < count; i++)
        {
            var at = view.Recent.Count - 1 - i;
            if (at < 0)
                table.AddRow("", "", "", "");
            else
                AddRow(table, view.Recent[at], Math.Max(10, console.Profile.Width - OtherColumns));
        }

        return table;
    }

    private static void AddRow(Table table, DemoBoard.Line line, int room)
    {
        var color = line switch
        {
            { End.Wrong: not null } => "bold red",
            { Status: DtmStatus.Succeed } => "green",
            { Status: DtmStatus.Failed } => "yellow",
            _ => "cyan",
        };
        var took = line.End is { } end ? string.Create(CultureInfo.InvariantCulture, $"{end.Took.TotalSeconds:0.0} s") : "";
        table.AddRow(
            Markup.Escape(line.Transfer.Gid),
            $"[{color}]{Markup.Escape(DtmStatus.Spoken(line.Status))}[/]",
            took,
            Markup.Escape(OneLine(line.End?.Wrong ?? line.Transfer.Story, room)));
    }

    private static string MoneyLine(DemoBoard.View view, BankAuditReport money)
    {
        var onTheWay = money.OpeningCents - money.TotalCents;
        var way = onTheWay == 0 ? "" : $", on its way {Money.Text(onTheWay)}";
        var verdict = (money.Violations.Count, view.Total.Unexpected) switch
        {
            (0, 0) => "[green]audit: nothing lost or doubled[/]",
            (0, _) => $"[red]audit: {Markup.Escape(OneLine(view.Faults[0], 200))}[/]",
            _ => $"[red]audit: {Markup.Escape(OneLine(money.Violations[0], 200))}[/]",
        };
        return $"Money in the banks: [bold]{Money.Text(money.TotalCents)}[/]{way}; {verdict}";
    }

    // The least padding: everything shall fit into 80 columns.
    private static TableColumn Column(string title) => new($"[dim]{title}[/]") { NoWrap = true, Padding = new Padding(0, 0, 1, 0) };

    private static string OneLine(string text, int room)
    {
        var line = text.ReplaceLineEndings(" ");
        return line.Length <= room ? line : $"{line[..(room - 1)]}…";
    }

    private static string Number(int number, string color) =>
        number == 0 ? "[dim]0[/]" : string.Create(CultureInfo.InvariantCulture, $"[{color}]{number}[/]");

    private static Markup Line(string markup) => new(markup) { Overflow = Overflow.Ellipsis };

    private static async Task NextAsync(PeriodicTimer timer, CancellationToken done)
    {
        try
        {
            await timer.WaitForNextTickAsync(done);
        }
        catch (OperationCanceledException) when (done.IsCancellationRequested)
        {
            // The last picture is drawn by the caller.
        }
    }
}
