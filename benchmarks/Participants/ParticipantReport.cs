namespace OrleansSaga.Benchmarks.Participants;

/// <summary>What the participants have been asked since the last reset, on the paths that count.</summary>
/// <param name="Calls">Branch calls.</param>
/// <param name="Sagas">Different sagas that called.</param>
/// <param name="LastNewAt">When the newest of these called first (<see cref="Measure.Clock"/>).</param>
internal sealed record ParticipantReport(int Calls, int Sagas, long LastNewAt);
