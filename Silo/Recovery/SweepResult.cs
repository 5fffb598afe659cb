namespace OrleansSaga.Silo.Recovery;

/// <summary>What a sweep came to.</summary>
/// <param name="Woken">Transactions that were woken.</param>
/// <param name="Refused">Transactions that could not be woken now, and soon may be.</param>
internal readonly record struct SweepResult(int Woken, int Refused);
