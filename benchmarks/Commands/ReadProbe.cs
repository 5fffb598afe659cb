using System.Text.Json;
using OrleansSaga.Benchmarks.Cli;
using OrleansSaga.Benchmarks.Http;
using OrleansSaga.Benchmarks.Load;
using OrleansSaga.Benchmarks.Measure;

namespace OrleansSaga.Benchmarks.Commands;

/// <summary>Reads at a steady rate that an operator's screens may cause: 20 pages of 100 and 100 queries a second.</summary>
internal sealed class ReadProbe(Uri server, string gidPrefix, int sagas)
{
    private static readonly TimeSpan ListInterval = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan QueryInterval = TimeSpan.FromMilliseconds(10);

    public Histogram NewestPages { get; } = new();

    public Histogram NextPages { get; } = new();

    public Histogram UnfinishedPages { get; } = new();

    public Histogram Queries { get; } = new();

    public async Task ListAsync(CancellationToken stop)
    {
        const string List = "/api/dtmsvr/all?limit=100";
        using var connection = new HttpConnection(server);
        using var timer = new PeriodicTimer(ListInterval);
        var position = "";
        for (var round = 0; await NextAsync(timer, stop); round++)
        {
            switch (round % 3)
            {
                case 0:
                    Time(connection, List, NewestPages);
                    break;
                case 1:
                    var page = Time(connection, $"{List}&position={position}", position.Length == 0 ? NewestPages : NextPages);
                    using (var document = JsonDocument.Parse(page.Body.ToArray()))
                        position = document.RootElement.GetProperty("next_position").GetString() ?? "";
                    break;
                default:
                    Time(connection, $"{List}&status=submitted", UnfinishedPages);
                    break;
            }
        }
    }

    public async Task QueryAsync(CancellationToken stop)
    {
        using var connection = new HttpConnection(server);
        using var timer = new PeriodicTimer(QueryInterval);
        while (await NextAsync(timer, stop))
            Time(connection, $"/api/dtmsvr/query?gid={Gids.Of(gidPrefix, Random.Shared.Next(sagas))}", Queries);
    }

    private static HttpReply Time(HttpConnection connection, string path, Histogram histogram)
    {
        var start = Clock.Now;
        var reply = connection.Get(path);
        histogram.Record(Clock.Now - start);
        return reply.Status == 200 ? reply : throw new BenchmarkException($"{path} was answered with {reply.Status}.");
    }

    private static async Task<bool> NextAsync(PeriodicTimer timer, CancellationToken stop)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return false;
        }
    }
}
