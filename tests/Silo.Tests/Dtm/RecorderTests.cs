using System.Diagnostics;

namespace OrleansSaga.Silo.Tests.Dtm;

/// <summary>
/// The recorder itself, which knows nothing of this server: it records its exchanges from a silo, and says what is different from those
/// of a real DTM. It has participants of its own and does not share code with the replay.
/// </summary>
public sealed class RecorderTests
{
    [Fact]
    public async Task Recording_OfThisServer_DiffersFromDtmsInTheListedExchangesOnly()
    {
        var python = Programs.Find("python3");
        if (python is null)
        {
            Assert.False(Environment.GetEnvironmentVariable("CI") == "true", "This test needs python3.");
            Assert.Skip("This test needs python3.");
        }

        var (different, output) = await CompareAsync(python);
        // The recorder looks 0.15 s after a submit, which a busy machine may miss: what is really different is so every time.
        for (var again = 0; again < 2 && !CompatibilityPage.DifferentExchanges.SequenceEqual(different); again++)
        {
            (var repeated, output) = await CompareAsync(python);
            different = [.. different.Intersect(repeated)];
        }

        Assert.True(CompatibilityPage.DifferentExchanges.SequenceEqual(different), output);
    }

    /// <summary>Records from a silo of its own: the recorder takes its time, in which other tests move the clock of theirs.</summary>
    private static async Task<(List<string> Different, string Output)> CompareAsync(string python)
    {
        var recorder = Path.Combine(Transcript.Folder, "transcript.py");
        var folder = Directory.CreateTempSubdirectory("orleanssaga-transcript-");
        await using var own = new DtmBed();
        await own.InitializeAsync();
        try
        {
            var ours = Path.Combine(folder.FullName, "ours.jsonl");
            var (code, output) = await RunAsync(python, recorder, own.Address.ToString(), ours);
            Assert.True(code == 0, output);

            (_, output) = await RunAsync(python, recorder, "--diff", Transcript.File, ours);

            var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.EndsWith($" of {File.ReadLines(Transcript.File).Count()} exchanges differ", lines[^1], StringComparison.Ordinal);
            return ([.. lines[..^1].Where(line => !line.StartsWith(' ')).Order(StringComparer.Ordinal)], output);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<(int Code, string Output)> RunAsync(string python, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(python, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            return (process.ExitCode, await output + await errors);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }
}
