using System.Globalization;

namespace OrleansSaga.Silo.Demo;

/// <summary>A line for every transfer that ends: for output that goes to a file or another program.</summary>
internal sealed class PlainReport(TextWriter output) : IDemoReport
{
    private readonly TextWriter _output = TextWriter.Synchronized(output);

    public void Begun(DemoFacts facts)
    {
        _output.WriteLine($"OrleansSaga demo: {facts.Server} (journal and banks are in {facts.Folder})");
        foreach (var notice in facts.Notices)
            _output.WriteLine(notice);
        if (facts.ResumedText is { } resumed)
            _output.WriteLine(resumed);
        _output.WriteLine("To look for yourself:");
        foreach (var command in facts.Commands)
            _output.WriteLine($"  {command}");
        _output.WriteLine("README.md tells more.");
    }

    public void Ended(TransferEnd end) => _output.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{end.Transfer.Gid,-24} {DtmStatus.Spoken(end.Status),-12} {end.Took.TotalSeconds,5:0.0} s  {end.Wrong ?? "as expected"}  ({end.Transfer.Story}; {end.Transfer.Scenario.Title})"));

    public Task ShowAsync(DemoFacts facts, CancellationToken done) => Task.CompletedTask;

    public void Over(DemoSummary summary)
    {
        foreach (var line in summary.Rows().Concat(summary.Verdict()))
            _output.WriteLine(line);
        _output.Flush();
    }
}
