using System.Text;
using OrleansSaga.Benchmarks.Http;
using OrleansSaga.Benchmarks.Load;
using OrleansSaga.Benchmarks.Measure;
using OrleansSaga.Benchmarks.Participants;

namespace OrleansSaga.Benchmarks.Commands;

/// <summary>Checks the instruments before they are believed: 0 when they measure right, 1 and what is wrong otherwise.</summary>
internal static class SelfCheckCommand
{
    public static int Run()
    {
        var failures = new List<string>();
        CheckHistogram(failures);
        CheckReader(failures);
        CheckDoneLog(failures);
        CheckHttp(failures);
        CheckLoad(failures);
        foreach (var failure in failures)
            Console.Error.WriteLine($"self-check: {failure}");
        Console.WriteLine(failures.Count == 0 ? "self-check: all instruments are right" : $"self-check: {failures.Count} wrong");
        return failures.Count == 0 ? 0 : 1;
    }

    private static void CheckHistogram(List<string> failures)
    {
        var random = new Random(1);
        var histogram = new Histogram();
        var values = new long[100_000];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (long)Math.Pow(10, random.NextDouble() * 11);
            histogram.Record(values[i]);
        }
        Array.Sort(values);
        foreach (var ratio in (double[])[0.001, 0.01, 0.1, 0.5, 0.9, 0.99, 0.999, 1])
        {
            var exact = values[(int)Math.Ceiling(ratio * values.Length) - 1];
            var answered = histogram.Percentile(ratio);
            Expect(Math.Abs(answered - exact) <= Math.Max(1, exact * 0.01), $"percentile {ratio} is {answered}, exactly {exact}", failures);
        }
        Expect(new Histogram().Percentile(0.5) == 0, "an empty histogram does not answer 0", failures);
    }

    private static void CheckReader(List<string> failures)
    {
        const string Chunked = "HTTP/1.1 409 Conflict\r\ntransfer-encoding: chunked\r\n\r\n4\r\nsaga\r\nA\r\n-is-longer\r\n0\r\n\r\n";
        var reader = new ResponseReader();
        var complete = 0;
        HttpReply reply = default;
        foreach (var one in Encoding.ASCII.GetBytes(Chunked))
        {
            reader.Free[0] = one;
            reader.Advance(1);
            if (reader.TryRead(out reply))
                complete++;
        }
        Expect(complete == 1 && reply.Status == 409 && Encoding.ASCII.GetString(reply.Body.Span) == "saga-is-longer", "a chunked response in single bytes is not read", failures);
    }

    private static void CheckDoneLog(List<string> failures)
    {
        var path = Path.Combine(Path.GetTempPath(), $"orleanssaga-bench-check-{Environment.ProcessId}");
        using var writer = DoneLog.Create(path);
        writer.Write(1, true, 1);
        using var reader = DoneLog.Open(path);
        Expect(!reader.TryRead(out _, out _, out _), "a done log that was just opened is not at its end", failures);
        const int Entries = 100_000;
        var right = true;
        for (var i = 0; i < Entries; i++)
        {
            writer.Write(i, i % 2 == 0, i * 3L);
            right &= reader.TryRead(out var saga, out var succeeded, out var doneAt) && saga == i && succeeded == (i % 2 == 0) && doneAt == i * 3L;
        }
        Expect(right, "the done log does not give back what was written", failures);
    }

    private static void CheckHttp(List<string> failures)
    {
        using var server = new TinyServer();
        using var connection = new HttpConnection(server.Urls[0]);
        for (var i = 0; i < 3; i++)
        {
            var reply = connection.Get("/ok/out?branch_id=01&gid=g-00000007&op=action&trans_type=saga");
            Expect(reply.Status == 200 && reply.Body.Span.IndexOf("SUCCESS"u8) > 0, "GET over a kept connection fails", failures);
        }
        for (var saga = 0; saga < 3; saga++)
        {
            var reply = connection.Send(Encoding.ASCII.GetBytes($"POST /later/out?branch_id=01&gid=g-{saga % 2:d8}&op=action HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nbody"));
            Expect(reply.Status == 425 && reply.Body.Span.IndexOf("ONGOING"u8) > 0, "POST of a body fails", failures);
        }
        var report = server.Participants.Counted.Report();
        Expect(report.Calls == 3 && report.Sagas == 2, $"participants counted {report.Calls} calls of {report.Sagas} sagas, not 3 of 2", failures);
    }

    private static void CheckLoad(List<string> failures)
    {
        using var server = new TinyServer();
        var plan = new LoadPlan { Servers = [server.Urls[0]], Participants = server.Urls, GidPrefix = "check-", Clients = 4, Count = 1000 };
        using (var run = new LoadRun(plan))
        {
            var result = run.Run();
            Expect(result.Submitted == 1000 && result.Submit.Count == 1000, $"a closed loop of 1,000 submitted {result.Submitted} and timed {result.Submit.Count}", failures);
        }
        using (var run = new LoadRun(plan with { Count = 0, Seconds = 0.5, WarmUpSeconds = 0.1, Rate = 2000 }))
        {
            var result = run.Run();
            Expect(result.Submitted is > 1100 and <= 1200 && result.Submit.P50 < 50, $"an open loop of 2,000/s for 0.6 s submitted {result.Submitted}, p50 {result.Submit.P50} ms", failures);
        }
    }

    private static void Expect(bool holds, string otherwise, List<string> failures)
    {
        if (!holds)
            failures.Add(otherwise);
    }

    /// <summary>Participants on a thread of this process; a submit sent to them is answered as any call.</summary>
    private sealed class TinyServer : IDisposable
    {
        private readonly Thread _thread;

        public TinyServer()
        {
            _thread = new Thread(Participants.Run) { IsBackground = true };
            _thread.Start();
        }

        public ParticipantServer Participants { get; } = new(listeners: 1);

        public Uri[] Urls => Participants.Urls;

        public void Dispose()
        {
            Participants.Stop();
            _thread.Join();
            Participants.Dispose();
        }
    }
}
