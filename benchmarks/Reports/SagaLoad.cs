namespace OrleansSaga.Benchmarks.Reports;

/// <summary>What is compared with each other across stores and repetitions.</summary>
/// <param name="Mode">saga, saga-grpc, msg, tcc or xa.</param>
/// <param name="Clients">Connections.</param>
/// <param name="Rate">Open loop: transactions started each second; 0 for the closed loop.</param>
/// <param name="WaitResult">wait_result is set.</param>
/// <param name="Concurrent">Branches are called at once.</param>
internal sealed record SagaLoad(string Mode, int Clients, int Rate, bool WaitResult, bool Concurrent)
{
    public override string ToString() =>
        (Mode == "saga" ? "" : $"{Mode}, ")
        + (Rate > 0 ? $"{Rate}/s open" : $"{Clients} clients")
        + (WaitResult ? ", wait" : "")
        + (Concurrent ? ", concurrent" : "");
}
