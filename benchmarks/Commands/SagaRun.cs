using OrleansSaga.Benchmarks.Laboratory;
using OrleansSaga.Benchmarks.Reports;

namespace OrleansSaga.Benchmarks.Commands;

/// <summary>One load against one server, with the counters before and after it.</summary>
internal sealed class SagaRun(Lab lab, RunningServer server, int repetition, SagaLoad load, SagaOptions options)
{
    private const double Mebibyte = 1024 * 1024;
    private const double Microseconds = 1e6;

    public async Task<SagaSample> MeasureAsync(CancellationToken cancellationToken)
    {
        var plan = lab.Plan(server, load.Clients) with
        {
            Mode = load.Mode,
            Servers = [load.Mode == "saga-grpc" ? server.GrpcUrl : server.Url],
            WaitResult = load.WaitResult,
            Concurrent = load.Concurrent,
            Rate = load.Rate,
            WarmUpSeconds = options.WarmUpSeconds,
            Seconds = options.Seconds,
        };
        var wal = await WalBytesAsync(cancellationToken);
        var cpu = lab.ParticipantsCpu;
        var before = await server.StatisticsAsync(cancellationToken);
        var result = await lab.LoadAsync(plan, cancellationToken);
        var after = await server.StatisticsAsync(cancellationToken);
        var participantsCpu = (lab.ParticipantsCpu - cpu).TotalSeconds;
        wal = await WalBytesAsync(cancellationToken) - wal;
        EndCheck.Check(server, plan, result);

        double sagas = result.Done;
        var counted = after.Commits > 0;
        return new SagaSample
        {
            Repetition = repetition,
            Store = server.Store.Name(),
            Load = load,
            Sagas = result.Done,
            DonePerSecond = result.DonePerSecond,
            Submit = result.Submit,
            SubmitToDone = result.SubmitToDone,
            AppendsPerSaga = (after.Appends - before.Appends) / sagas,
            CommitsPerSaga = counted ? (after.Commits - before.Commits) / sagas : double.NaN,
            AppendsPerCommit = counted ? (after.Appends - before.Appends) / (double)(after.Commits - before.Commits) : double.NaN,
            WalBytesPerSaga = wal / sagas,
            AllocatedBytesPerSaga = (after.AllocatedBytes - before.AllocatedBytes) / sagas,
            ServerRssMiB = after.ResidentBytes / Mebibyte,
            ServerCpuMicrosecondsPerSaga = (after.CpuSeconds - before.CpuSeconds) * Microseconds / sagas,
            LoadCpuMicrosecondsPerSaga = result.CpuSeconds * Microseconds / sagas,
            ParticipantsCpuMicrosecondsPerSaga = participantsCpu * Microseconds / sagas,
            Refused = result.Refused,
            LargestBacklog = result.LargestBacklog,
        };
    }

    private async Task<double> WalBytesAsync(CancellationToken cancellationToken) =>
        server.Store == Store.Postgres ? await lab.WalBytesAsync(cancellationToken) : double.NaN;
}
