using System.Globalization;
using System.Security.Cryptography;
using OrleansSaga.Benchmarks.Cli;
using OrleansSaga.Benchmarks.Http;
using OrleansSaga.Benchmarks.Processes;
using OrleansSaga.Benchmarks.Serve;

namespace OrleansSaga.Benchmarks.Laboratory;

/// <summary>The silos of one cluster: silo-1, silo-2 and so on. They share one done log.</summary>
internal sealed class RunningCluster(LabOptions options, string connectionString, string doneLog) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly string _secret = Convert.ToHexString(RandomNumberGenerator.GetBytes(32));
    private readonly List<ChildProcess> _silos = [];
    private readonly List<Uri> _urls = [];

    public string DoneLog => doneLog;

    public int Count => _silos.Count;

    /// <summary>The HTTP addresses, in the order of the names.</summary>
    public Uri[] Urls => [.. _urls];

    public static string NameOf(int index) => string.Create(CultureInfo.InvariantCulture, $"silo-{index + 1}");

    public async Task StartAsync(int silos, CancellationToken cancellationToken)
    {
        for (var i = 0; i < silos; i++)
        {
            _silos.Add(Launch(i));
            _urls.Add((await _silos[i].HearAsync<Ready>(cancellationToken)).Urls[0]);
        }

        for (var i = 0; i < silos; i++)
            await UntilAsync(() => ActiveSeenBy(_urls[0]) == silos && IsReady(_urls[i]), $"{NameOf(i)} did not become ready", cancellationToken);
        // What a view moved is handed over within a second.
        await Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System, cancellationToken);
    }

    public Task KillAsync(int silo) => _silos[silo].KillAsync();

    /// <summary>SIGSTOP.</summary>
    public void Halt(int silo) => _silos[silo].Signal(19);

    /// <summary>SIGCONT.</summary>
    public void Continue(int silo) => _silos[silo].Signal(18);

    /// <summary>The counters of all silos together.</summary>
    public async Task<ServerStatistics> StatisticsAsync(CancellationToken cancellationToken)
    {
        ServerStatistics? sum = null;
        foreach (var silo in _silos)
        {
            var one = await silo.AskAsync<ServerStatistics>("statistics", cancellationToken);
            sum = sum is null ? one : sum.And(one);
        }

        return sum!;
    }

    /// <summary>A counter of every silo, by the name of its line in /api/metrics.</summary>
    public double[] Metric(string name) => [.. _urls.Select(url => MetricOf(url, name))];

    /// <summary>How many silos are active, as one of them sees it.</summary>
    public static int ActiveSeenBy(Uri url)
    {
        using var connection = new HttpConnection(url);
        var reply = connection.Get("/api/v1/silos");
        using var rows = System.Text.Json.JsonDocument.Parse(reply.Body.ToArray());
        return rows.RootElement.GetProperty("silos").EnumerateArray().Count(silo => silo.GetProperty("state").GetString() == "active");
    }

    public static async Task UntilAsync(Func<bool> holds, string otherwise, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (!holds())
        {
            if (limit.IsCancellationRequested)
                throw new BenchmarkException($"{otherwise} within {Patience.TotalSeconds} s.");
            await Task.Delay(Pause, TimeProvider.System, cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_silos.Select(silo => silo.DisposeAsync().AsTask()));
        File.Delete(doneLog);
    }

    private static bool IsReady(Uri url)
    {
        using var connection = new HttpConnection(url);
        return connection.Get("/health/ready").Status == 200;
    }

    private static double MetricOf(Uri url, string name)
    {
        using var connection = new HttpConnection(url);
        var text = System.Text.Encoding.UTF8.GetString(connection.Get("/api/metrics").Body.Span);
        return text.Split('\n')
            .Where(line => line.StartsWith(name, StringComparison.Ordinal) && line.Length > name.Length && line[name.Length] is ' ' or '{')
            .Sum(line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));
    }

    private ChildProcess Launch(int index)
    {
        var environment = new Dictionary<string, string>(GcSettings.For(options.Gc)) { ["OrleansSaga__Cluster__Secret"] = _secret };
        string[] words = ["serve", "--done", doneLog, .. index == 0 ? Array.Empty<string>() : ["--join-done"], "--store", "postgres", "--connection", connectionString, "--cluster", NameOf(index)];
        return ChildProcess.Start(NameOf(index), words, environment);
    }
}
