using System.Text.Json;
using OrleansSaga.Grains.Kernel;

namespace OrleansSaga.Silo.Import;

/// <summary>The report for programs: one JSON object a line, with its kind in <c>event</c>; the last one is the summary, or what moved.</summary>
internal sealed class JsonReport(TextWriter output) : IImportReport
{
    private static readonly JsonSerializerOptions Snake = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public void Waiting(string location, int unfinished, TimeSpan settle) =>
        Line(new { Event = "waiting", Location = location, Unfinished = unfinished, SettleSeconds = settle.TotalSeconds });

    public void Moved(Movement movement, bool afterWriting) =>
        Line(new { Event = "moved", movement.Count, movement.Examples, AfterWriting = afterWriting });

    public void Refused(DtmGlobalRow global, string reason) =>
        Line(new { Event = "refused", global.Gid, global.TransType, global.Status, Reason = reason });

    public void TopicRefused(string topic, string reason) => Line(new { Event = "topic_refused", Topic = topic, Reason = reason });

    public void Summary(ImportSummary summary, bool applied) => Line(new
    {
        Event = "summary",
        Applied = applied,
        Transactions = summary.Transactions.Select(kind => new { kind.Key.TransType, kind.Key.Status, kind.Value.Found, kind.Value.Adopted, kind.Value.Present, kind.Value.Refused }),
        Topics = summary.Topics,
        summary.DueLater,
        summary.OtherSessions,
    });

    private void Line<T>(T line) => output.WriteLine(JsonSerializer.Serialize(line, Snake));
}
