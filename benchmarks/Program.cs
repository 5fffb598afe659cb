using System.Runtime.InteropServices;
using OrleansSaga.Benchmarks.Cli;
using OrleansSaga.Benchmarks.Cluster;
using OrleansSaga.Benchmarks.Commands;
using OrleansSaga.Benchmarks.Load;
using OrleansSaga.Benchmarks.Participants;
using OrleansSaga.Benchmarks.Serve;

const string Usage = """
    benchmarks saga      [--mode saga,saga-grpc,msg,tcc,xa|all] [--store postgres,sqlite,memory|all] [--clients 1,16,64,256] [--seconds 8] [--warm-up 3] [--runs 5]
                         [--wait-result [both]] [--concurrent [both]] [--open-loop SAGAS_PER_SECOND] [--json FILE]
    benchmarks backlog   [--store ...] [--sagas 100000] [--clients 64] [--seconds 30] [--json FILE]
    benchmarks recovery  [--store ...] [--sagas 10000] [--clients 64] [--runs 5] [--json FILE]
    benchmarks cluster   [--silos 1,2,3,4,8] [--clients 64] [--seconds 8] [--warm-up 30] [--runs 3] [--json FILE]
    benchmarks failover  [--silos 3] [--sagas 300] [--runs 5] [--json FILE]
    benchmarks faults    [--minutes 2] [--seed S] [--silos 3] [--clients 12] [--json FILE]
    benchmarks self-check
    All but the last two: [--dir FOLDER_ON_THE_DISK_UNDER_TEST] [--gc product|server|workstation] [--participants COUNT]
    """;

var command = args.FirstOrDefault();
using var stop = new CancellationTokenSource();
using var interrupt = command is "self-check" ? null : PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
using var terminate = command is "saga" or "backlog" or "recovery" or "cluster" or "failover" or "faults" ? PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal) : null;

try
{
    var line = new CommandOptions(args.AsSpan(Math.Min(1, args.Length)));
    return command switch
    {
        "saga" => await SagaCommand.RunAsync(line, string.Join(' ', args), stop.Token),
        "backlog" => await BacklogCommand.RunAsync(line, stop.Token),
        "recovery" => await RecoveryCommand.RunAsync(line, stop.Token),
        "cluster" => await ClusterCommand.RunAsync(line, stop.Token),
        "failover" => await FailoverCommand.RunAsync(line, stop.Token),
        "faults" => await FaultsCommand.RunAsync(line, stop.Token),
        "self-check" => SelfCheckCommand.Run(),
        "participants" => ParticipantsCommand.Run(line),
        "load" => LoadCommand.Run(),
        "serve" => await ServeCommand.RunAsync(line),
        _ => throw new UsageException("Which benchmark?"),
    };
}
catch (UsageException error)
{
    await Console.Error.WriteLineAsync($"{error.Message}\n{Usage}");
    return 64;
}
catch (BenchmarkException error)
{
    await Console.Error.WriteLineAsync(error.Message);
    return 1;
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    await Console.Error.WriteLineAsync("Stopped.");
    return 130;
}

void OnSignal(PosixSignalContext context)
{
    // The first Ctrl-C ends the measurement in order, children and database included; a second one ends this process,
    // and the children with it, because they watch their standard input. Children get Ctrl-C from the terminal too, and
    // leave the decision to their parent.
    context.Cancel = !stop.IsCancellationRequested || command is "participants" or "load" or "serve";
    stop.Cancel();
}
