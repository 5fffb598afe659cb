namespace OrleansSaga.Benchmarks.Cluster;

/// <summary>What one lost silo cost.</summary>
/// <param name="Repetition">Which repetition.</param>
/// <param name="Fault">kill -9, SIGSTOP, or a restart of the database.</param>
/// <param name="Owned">Sagas under way that the silo owned.</param>
/// <param name="CallsSeconds">From the fault until every probed transaction that it owned has answered a call at another silo; from the return of the database until every silo has taken a saga.</param>
/// <param name="DrivenSeconds">From the fault until all sagas that it was driving have called their participant again.</param>
/// <param name="RejoinSeconds">SIGSTOP: from SIGCONT until it is active again; otherwise not a number.</param>
internal sealed record FailoverResult(int Repetition, string Fault, int Owned, double CallsSeconds, double DrivenSeconds, double RejoinSeconds);
