using System.Text;

namespace OrleansSaga.Silo.Tests.Dtm;

/// <summary>
/// Replays what was recorded from a real DTM and compares: codes, shapes, final statuses, participant calls; of FAILURE replies also
/// the message. What is meant to differ is listed, with its reason, in docs/protocol/dtm-compatibility.md.
/// </summary>
public sealed class TranscriptTests(DtmBed bed)
{
    [Fact]
    public async Task Replay_OfDtmsExchanges_IsEqualButForTheListedDifferences()
    {
        var lines = await File.ReadAllLinesAsync(Transcript.File, TestContext.Current.CancellationToken);
        var transcripts = lines.Select(Transcript.Parse).ToList();
        Assert.True(transcripts.Count >= 150, $"only {transcripts.Count} exchanges were found");

        var results = await Task.WhenAll(transcripts.Select(async transcript => (transcript.Name, Differences: await ReplayAsync(transcript))));

        var report = new StringBuilder();
        foreach (var (name, differences) in results.Where(result => result.Differences.Count > 0 && !CompatibilityPage.DifferentExchanges.Contains(result.Name)))
            report.AppendJoin('\n', differences.Select(difference => $"{name}: {difference}")).AppendLine();
        Assert.True(report.Length == 0, report.ToString());
        Assert.Equal(CompatibilityPage.DifferentExchanges, results.Where(result => result.Differences.Count > 0).Select(result => result.Name).Order(StringComparer.Ordinal));
    }

    private async Task<List<string>> ReplayAsync(Transcript transcript)
    {
        var differences = new List<string>();
        var (mode, state) = StartOf(transcript.Name);
        var gid = await bed.InStateAsync(mode, state);
        for (var i = 0; i < transcript.Replies.Count; i++)
            await AskAsync(transcript.Replies[i], gid, i, differences);
        if (transcript.Final is { } final)
            Compare(differences, "final", string.Join(", ", final), string.Join(", ", await bed.SettleAsync(gid, state => state.SequenceEqual(final))));
        if (transcript.Calls is { } calls)
            Compare(differences, "calls", string.Join(", ", calls), string.Join(", ", bed.Participants.CallsOf(gid)));
        return differences;
    }

    private async Task AskAsync(RecordedReply recorded, string gid, int index, List<string> differences)
    {
        var body = recorded.Body is null ? null : new StringContent(Fill(recorded.Body, gid), Encoding.UTF8, "application/json");

        var answer = await bed.SendAsync(new HttpMethod(recorded.Method), Fill(recorded.Path, gid), body);

        var text = answer.Text.Replace(gid, "GID", StringComparison.Ordinal).Replace(bed.Participants.Base, "http://P", StringComparison.Ordinal);
        Compare(differences, $"code {index}", recorded.Code.ToString(), ((int)answer.Code).ToString());
        Compare(differences, $"shape {index}", recorded.Shape, Transcript.ShapeOf(text));
        // Texts are DTM's own, and clients match those of FAILURE replies and of 404.
        if (recorded.Code is 404 or 409 or 425)
            Compare(differences, $"text {index}", recorded.Text, text);
    }

    private string Fill(string text, string gid) =>
        text.Replace("GID", gid, StringComparison.Ordinal).Replace("http://P", bed.Participants.Base, StringComparison.Ordinal);

    /// <summary>tcc/aborting/submit begins with a TCC that is aborting; everything else with nothing.</summary>
    private static (string Mode, string State) StartOf(string name) =>
        name.Split('/') is [var mode, var state, _] && DtmBedModes.Modes.Contains(mode) ? (mode, state) : ("saga", "none");

    private static void Compare(List<string> differences, string what, string recorded, string ours)
    {
        if (recorded != ours)
            differences.Add($"{what}: DTM {recorded} | we {ours}");
    }
}
