using OrleansSaga.Grains.Journal;
using OrleansSaga.Grains.Kernel;

namespace OrleansSaga.Silo.Import;

/// <summary>The import itself: look, wait, look again, read and write, and look once more (docs/architecture/import.md).</summary>
/// <param name="arguments">What is asked for.</param>
/// <param name="source">DTM's database.</param>
/// <param name="target">The store; opened only to write.</param>
/// <param name="report">Who is told.</param>
/// <param name="time">Measures the pause.</param>
internal sealed class ImportRun(ImportArguments arguments, DtmDatabase source, ImportTarget target, IImportReport report, TimeProvider time)
{
    private readonly ImportSummary _summary = new();

    /// <summary>Runs; returns the exit code.</summary>
    /// <exception cref="ImportException">It cannot go on.</exception>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        if (arguments.Apply)
            await target.OpenAsync(cancellationToken);
        var first = await LookAsync(cancellationToken);
        report.Waiting(source.Location, first.Rows.Count, arguments.Settle);
        await Task.Delay(arguments.Settle, time, cancellationToken);

        Look second;
        await using (var snapshot = await source.LookAsync(cancellationToken))
        {
            second = await snapshot.LookAsync(cancellationToken);
            if (Movement.Between(first, second) is { } moved)
            {
                report.Moved(moved, afterWriting: false);
                return ImportExit.StillMoving;
            }

            (_summary.DueLater, _summary.OtherSessions) = (second.DueLater, second.OtherSessions);
            await ReadAllAsync(snapshot, second.At, cancellationToken);
        }

        report.Summary(_summary, arguments.Apply);
        if (arguments.Apply && Movement.Between(second, await LookAsync(cancellationToken)) is { } late)
        {
            report.Moved(late, afterWriting: true);
            return ImportExit.StillMoving;
        }

        return _summary.Refused == 0 ? ImportExit.Done : ImportExit.Error;
    }

    private async Task<Look> LookAsync(CancellationToken cancellationToken)
    {
        await using var snapshot = await source.LookAsync(cancellationToken);
        return await snapshot.LookAsync(cancellationToken);
    }

    private async Task ReadAllAsync(DtmSnapshot snapshot, DateTimeOffset seenAt, CancellationToken cancellationToken)
    {
        var adopter = arguments.Apply ? new TransactionAdopter(target.Journal, _summary, report) : null;
        var now = arguments.Apply ? await target.Journal.ReadTimeAsync(cancellationToken) : seenAt;
        await foreach (var found in snapshot.TransactionsAsync(DtmImport.MostBytes, cancellationToken))
        {
            var count = _summary.Of(found.Global.TransType, found.Global.Status);
            count.Found++;
            var instance = InstanceTime.New(DtmImport.CanBeCreationTime(found.Global.CreateTime, now) ? found.Global.CreateTime!.Value : now);
            var (adoption, refusal) = DtmImport.Read(found.Global, found.Branches, instance, now, target.Engine);
            if (adoption is null)
            {
                count.Refused++;
                report.Refused(found.Global, refusal!);
            }
            else if (adopter is not null)
            {
                await adopter.AddAsync(found.Global, adoption, now, cancellationToken);
            }
        }

        if (adopter is not null)
            await adopter.FlushAsync(cancellationToken);
        await ReadTopicsAsync(await snapshot.TopicsAsync(cancellationToken), cancellationToken);
    }

    private async Task ReadTopicsAsync(IReadOnlyList<DtmTopic> topics, CancellationToken cancellationToken)
    {
        var merger = arguments.Apply ? new TopicMerger(target.KeyValues, target.Topics) : null;
        var count = _summary.Topics;
        foreach (var topic in topics)
        {
            count.Found++;
            var (subscribers, refusal) = TopicMerger.Read(topic, target.Topics, target.Engine.Limits);
            var changed = false;
            if (merger is not null && subscribers is not null)
                (changed, refusal) = await merger.MergeAsync(topic.Name, subscribers, cancellationToken);
            if (refusal is not null)
            {
                count.Refused++;
                report.TopicRefused(topic.Name, refusal);
            }
            else if (changed)
            {
                count.Merged++;
            }
            else if (merger is not null)
            {
                count.Present++;
            }
        }
    }
}
