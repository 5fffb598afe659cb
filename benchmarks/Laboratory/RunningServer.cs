using OrleansSaga.Benchmarks.Processes;
using OrleansSaga.Benchmarks.Serve;

namespace OrleansSaga.Benchmarks.Laboratory;

/// <summary>A server under measurement.</summary>
internal sealed class RunningServer(Store store, string? connectionString, string doneLog, Uri[] urls, ChildProcess process) : IAsyncDisposable
{
    public Store Store => store;

    /// <summary>Where its journal is; null for floor and memory.</summary>
    public string? ConnectionString => connectionString;

    public string DoneLog => doneLog;

    public Uri Url => urls[0];

    /// <summary>The gRPC port.</summary>
    public Uri GrpcUrl => urls.Length > 1 ? urls[1] : throw new Cli.BenchmarkException("The server has no gRPC port.");

    public Task<ServerStatistics> StatisticsAsync(CancellationToken cancellationToken) => process.AskAsync<ServerStatistics>("statistics", cancellationToken);

    public Task KillAsync() => process.KillAsync();

    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        File.Delete(doneLog);
    }
}
