using System.Diagnostics;
using System.Globalization;
using System.Net;
using OrleansSaga.Silo.Tests.Dtm;

namespace OrleansSaga.Silo.Tests.Metrics;

/// <summary>GET /api/metrics of a whole silo.</summary>
public sealed class MetricsEndpointTests(DtmBed bed)
{
    /// <summary>
    /// OpenTelemetry names some of the .NET runtime's gauges so, and its dashboards want them so; promtool only wants counts to belong to histograms.
    /// </summary>
    private const string KnownLint = "non-histogram and non-summary metrics should not have \"_count\" suffix";

    [Fact]
    public async Task Metrics_AfterTransactions_HaveDtmsFamiliesAndOurs()
    {
        var saga = await bed.SagaInAsync("succeed");
        await bed.SagaInAsync("failed");
        await bed.GetAsync("query?gid=" + saga);
        await bed.GetAsync("query");

        var answer = await bed.GetAsync("/api/metrics");

        Assert.Equal((HttpStatusCode.OK, "text/plain; version=0.0.4; charset=utf-8"), (answer.Code, answer.ContentType?.ToString()));
        foreach (var series in new[]
        {
            "dtm_server_info{", "dtm_server_process_total{api=\"submit\",status=\"ok\",type=\"http\"}", "dtm_server_process_total{api=\"query\",status=\"fail\",type=\"http\"}",
            "dtm_server_response_duration_bucket{api=\"query\",type=\"http\",le=\"+Inf\"}", "dtm_server_response_duration_count{api=\"query\",type=\"http\"}",
            "dtm_transaction_process_total{model=\"saga\",status=\"ok\"}", "dtm_transaction_process_total{model=\"saga\",status=\"fail\"}",
            "dtm_transaction_handled_duration_count{model=\"saga\"}",
            "dtm_branch_process_total{branchid=\"01\",branchtype=\"action\",model=\"saga\",status=\"ok\"}",
            "dtm_branch_process_total{branchid=\"02\",branchtype=\"action\",model=\"saga\",status=\"fail\"}",
            "dtm_branch_process_total{branchid=\"02\",branchtype=\"compensate\",model=\"saga\",status=\"ok\"}",
            "orleanssaga_transaction_completed_total{outcome=\"rolled_back\",type=\"saga\"}", "orleanssaga_branch_duration_seconds_count{op=\"action\",outcome=\"success\"}",
            "orleanssaga_log_flush_duration_seconds_count{store=\"memory\"}", "orleanssaga_log_pending{store=\"memory\"}", "dotnet_process_memory_working_set_bytes",
        })
        {
            Assert.True(Value(answer.Text, series) > 0 || series.StartsWith("orleanssaga_log_pending", StringComparison.Ordinal), series);
        }

        Assert.DoesNotContain(saga, answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task BranchIds_OfClients_AreNoLabels()
    {
        var gid = DtmBed.NewGid();
        var id = "0201" + Guid.NewGuid().ToString("N");
        await bed.PostAsync("prepare", new { gid, trans_type = "tcc" });
        await bed.PostAsync("registerBranch", new { gid, trans_type = "tcc", branch_id = id, data = "{}", confirm = bed.Participants.Url("/ok"), cancel = "" });
        await bed.PostAsync("submit", new { gid, trans_type = "tcc" });
        await bed.SettleAsync(gid, "succeed");

        var text = (await bed.GetAsync("/api/metrics")).Text;

        Assert.True(Value(text, "dtm_branch_process_total{branchid=\"other\",branchtype=\"confirm\",model=\"tcc\",status=\"ok\"}") > 0);
        Assert.DoesNotContain(id, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Topics_Deleted_AreNoLabels()
    {
        await bed.SendAsync(HttpMethod.Delete, "topic/some-topic-of-mine", null);

        var text = (await bed.GetAsync("/api/metrics")).Text;

        Assert.True(Value(text, "dtm_server_process_total{api=\"topic\",status=\"fail\",type=\"http\"}") > 0);
        Assert.DoesNotContain("some-topic-of-mine", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metrics_OfAWholeSilo_PleasePromtool()
    {
        var promtool = Promtool();
        if (promtool is null)
        {
            Assert.False(Environment.GetEnvironmentVariable("CI") == "true", "promtool (Debian package prometheus) must be installed.");
            Assert.Skip("promtool (Debian package prometheus) is not installed.");
        }

        await bed.SagaInAsync("succeed");
        var text = (await bed.GetAsync("/api/metrics")).Text;

        var (code, output) = await CheckAsync(promtool, text);

        Assert.DoesNotContain("error while linting", output, StringComparison.Ordinal);
        Assert.DoesNotContain(output.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => !(line.StartsWith("dotnet_", StringComparison.Ordinal) && line.EndsWith(KnownLint, StringComparison.Ordinal)));
        Assert.Equal(output.Length == 0 ? 0 : 3, code);
        Assert.Equal(1, (await CheckAsync(promtool, text + "broken{ 1\n")).Code);
    }

    private static string? Promtool() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(folder => Path.Combine(folder, "promtool")).FirstOrDefault(File.Exists);

    private static async Task<(int Code, string Output)> CheckAsync(string promtool, string text)
    {
        using var process = Process.Start(new ProcessStartInfo(promtool, ["check", "metrics"]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        await process.StandardInput.WriteAsync(text);
        process.StandardInput.Close();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output + await errors);
    }

    /// <summary>The value of the first series whose line begins so.</summary>
    private static double Value(string text, string series)
    {
        var line = text.Split('\n').FirstOrDefault(line => line.StartsWith(series, StringComparison.Ordinal));
        Assert.True(line is not null, $"{series} is not there:\n{text}");
        return double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture);
    }
}
