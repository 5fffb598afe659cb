using System.Globalization;
using OrleansSaga.Grains.Kernel;

namespace OrleansSaga.Silo.Import;

/// <summary>The report for people.</summary>
internal sealed class TextReport(TextWriter output) : IImportReport
{
    public void Waiting(string location, int unfinished, TimeSpan settle)
    {
        Line($"DTM at {location}: {unfinished} unfinished transactions");
        Line($"Looking again in {settle.TotalSeconds} s: a DTM that still runs would have moved rows by then");
    }

    public void Moved(Movement movement, bool afterWriting)
    {
        Line($"A DTM still moves rows: {movement.Count} since the look before");
        foreach (var example in movement.Examples)
            Line($"  {example}");
        output.WriteLine(afterWriting
            ? "It moved while this import wrote: stop every DTM at once, and compare these transactions; both servers may drive them."
            : "Nothing was written. Stop every DTM of this database and try again.");
    }

    public void Refused(DtmGlobalRow global, string reason) =>
        Line($"Cannot be adopted: gid {Printable.Of(global.Gid)} ({Printable.Of(global.TransType)}, {Printable.Of(global.Status)}): {Printable.Of(reason)}");

    public void TopicRefused(string topic, string reason) => Line($"Cannot be adopted: topic {Printable.Of(topic)}: {Printable.Of(reason)}");

    public void Summary(ImportSummary summary, bool applied)
    {
        Line($"{"trans_type",-12}{"status",-12}{"found",10}{(applied ? "adopted" : "adoptable"),12}{"here before",13}{"refused",10}");
        foreach (var ((transType, status), count) in summary.Transactions)
            Line($"{transType,-12}{status,-12}{count.Found,10}{(applied ? count.Adopted : count.Found - count.Refused),12}{count.Present,13}{count.Refused,10}");
        var topics = summary.Topics;
        Line($"{"topics",-24}{topics.Found,10}{(applied ? topics.Merged : topics.Found - topics.Refused),12}{topics.Present,13}{topics.Refused,10}");
        if (summary.DueLater > 0)
            Line($"Due only later: {summary.DueLater}; that these stood still does not prove that DTM is stopped");
        if (summary.OtherSessions > 0)
            Line($"Other sessions in DTM's database: {summary.OtherSessions}; make sure that none is a DTM");
        if (!applied)
            output.WriteLine("Nothing was written; --apply adopts what can be adopted");
    }

    private void Line(FormattableString line) => output.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
