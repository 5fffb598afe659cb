using System.Text.Json;
using OrleansSaga.Silo.Import;

namespace OrleansSaga.Silo.Tests.Import;

/// <summary>What a run of the command said and returned.</summary>
internal sealed record ImportOutcome(int Code, string Output, string Errors, TimeSpan Asked)
{
    /// <summary>The lines of a JSON report of one kind.</summary>
    public IReadOnlyList<JsonElement> Lines(string kind) =>
        [.. Output.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).Where(line => line.GetProperty("event").GetString() == kind)];

    /// <summary>Sum of a count over all kinds of transactions in the summary of a JSON report.</summary>
    public int Sum(string count) => Assert.Single(Lines("summary")).GetProperty("transactions").EnumerateArray().Sum(kind => kind.GetProperty(count).GetInt32());

    /// <summary>Runs <c>import-dtm</c>; <paramref name="meanwhile"/> is done in the pause between the looks.</summary>
    public static async Task<ImportOutcome> RunAsync(IEnumerable<string> args, CancellationToken cancellationToken, Func<Task>? meanwhile = null)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var clock = new PauseClock(meanwhile);
        var code = await ImportCommand.RunAsync([ImportArguments.Word, .. args], output, errors, clock, cancellationToken);
        await clock.Meanwhile;
        return new ImportOutcome(code, output.ToString(), errors.ToString(), clock.Asked);
    }
}
