using System.Text.Json;
using OrleansSaga.Benchmarks.Cli;
using OrleansSaga.Benchmarks.Http;
using OrleansSaga.Benchmarks.Load;

namespace OrleansSaga.Benchmarks.Laboratory;

/// <summary>After a run, asks the server itself: every saga of the run is listed, none is unfinished, and a sample of them reads as succeed.</summary>
internal static class EndCheck
{
    private const int Sample = 100;
    private const int PageRows = 1000;

    public static void Check(RunningServer server, LoadPlan plan, LoadResult result) => Check(server.Url, server.Store == Store.Floor, plan, result);

    public static void Check(Uri server, bool isFloor, LoadPlan plan, LoadResult result)
    {
        if (result.Done != result.Submitted || result.NotSucceeded > 0)
            throw new BenchmarkException($"Of {result.Submitted} submitted sagas {result.Done} ended, {result.NotSucceeded} of them not as succeed.");
        if (isFloor)
            return;
        using var connection = new HttpConnection(server);
        var listed = CountSucceeded(connection, plan.GidPrefix);
        if (listed != result.Done)
            throw new BenchmarkException($"{result.Done} sagas ended, but the server lists {listed} as succeed.");
        for (var i = 0; i < Math.Min(Sample, result.Done); i++)
        {
            var gid = Gids.Of(plan.GidPrefix, Random.Shared.Next(result.Done));
            using var document = Get(connection, $"/api/dtmsvr/query?gid={gid}");
            var transaction = document.RootElement.GetProperty("transaction");
            if (transaction.ValueKind != JsonValueKind.Object || transaction.GetProperty("status").GetString() != "succeed")
                throw new BenchmarkException($"{gid} ended as succeed, but a query does not say so.");
        }
    }

    /// <summary>Walks the listing from the newest on, until a page holds nothing of this run.</summary>
    private static int CountSucceeded(HttpConnection connection, string gidPrefix)
    {
        var count = 0;
        var position = "";
        while (true)
        {
            using var page = Get(connection, $"/api/dtmsvr/all?limit={PageRows}&position={position}");
            var rows = page.RootElement.GetProperty("transactions");
            if (rows.ValueKind != JsonValueKind.Array)
                return count;
            var ours = 0;
            foreach (var row in rows.EnumerateArray())
            {
                if (!row.GetProperty("gid").GetString()!.StartsWith(gidPrefix, StringComparison.Ordinal))
                    continue;
                ours++;
                if (row.GetProperty("status").GetString() == "succeed")
                    count++;
            }
            position = page.RootElement.GetProperty("next_position").GetString() ?? "";
            if (ours == 0 || position.Length == 0)
                return count;
        }
    }

    private static JsonDocument Get(HttpConnection connection, string path)
    {
        var reply = connection.Get(path);
        return reply.Status == 200
            ? JsonDocument.Parse(reply.Body.ToArray())
            : throw new BenchmarkException($"{path} was answered with {reply.Status}.");
    }
}
