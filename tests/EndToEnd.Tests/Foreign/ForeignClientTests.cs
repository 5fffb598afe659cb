using System.Diagnostics;
using System.Text.Json;

namespace OrleansSaga.EndToEnd.Tests;

/// <summary>
/// Clients and participants in other languages, which share no line with us, against a started server. The scripts in this folder speak
/// as DTM's SDKs do; what their participants' own books say took effect is the judgement.
/// </summary>
public sealed class ForeignClientTests(SharedServer server)
{
    private static readonly JsonSerializerOptions CamelCase = new(JsonSerializerDefaults.Web);

    private static readonly Scenario[] Common =
    [
        new("saga success", "succeed", ["out", "in"]),
        new("saga rollback", "failed", ["out", "out back"]),
        new("tcc success", "succeed", ["out", "in", "in confirmed", "out confirmed"]),
        new("tcc rollback", "failed", ["out", "out back"]),
        new("msg success", "succeed", ["sent", "in"]),
        new("msg check-back after the local commit", "succeed", ["sent", "in"]),
        new("msg check-back before the local commit", "failed", []),
    ];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact(Timeout = 180_000)]
    public Task Python_EveryMode_WorksAsItsSdkExpects() => RunAsync("python3", "python/scenarios.py",
    [
        .. Common,
        new("registerBranch after the end is a failure", "succeed", ["out", "in", "in confirmed", "out confirmed"]),
        new("xa success", "succeed", ["out", "in"]),
        new("xa rollback", "failed", []),
        new("workflow success", "succeed", ["out", "in"]),
        new("workflow rollback", "failed", ["out", "out back"]),
        new("workflow finished by the callback", "succeed", ["out", "in"]),
        new("workflow rolled back by the callback", "failed", ["out", "out back"]),
        new("an unknown trans_type is an error", "succeed", ["out", "in"]),
    ]);

    [Fact(Timeout = 180_000)]
    public Task Node_SagaTccAndMessages_WorkAsItsSdkExpects() => RunAsync("node", "node/scenarios.mjs",
    [
        .. Common,
        new("registerTccBranch after the end is a failure", "succeed", ["out", "in", "in confirmed", "out confirmed"]),
    ]);

    private async Task RunAsync(string interpreter, string script, Scenario[] expected)
    {
        InterpreterRequired.OrSkip(interpreter);
        var start = new ProcessStartInfo(interpreter) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "Foreign", script));
        start.ArgumentList.Add(server.Url + "/api/dtmsvr");
        using var process = Process.Start(start)!;
        try
        {
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(Cancel), process.StandardError.ReadToEndAsync(Cancel));
            await process.WaitForExitAsync(Cancel);

            Assert.True(process.ExitCode == 0, await errors);
            var seen = (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<Scenario>(line, CamelCase)!);
            Assert.Equal(Lines(expected), Lines(seen));
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    private static IEnumerable<string> Lines(IEnumerable<Scenario> scenarios) => scenarios
        .OrderBy(scenario => scenario.Name, StringComparer.Ordinal)
        .Select(scenario => $"{scenario.Name}: {scenario.Status} with [{string.Join(", ", scenario.Effects)}], {scenario.Pending} pending");

    /// <summary>One line of a script.</summary>
    private sealed record Scenario(string Name, string Status, string[] Effects, int Pending = 0);
}
