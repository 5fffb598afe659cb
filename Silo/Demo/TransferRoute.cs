using OrleansSaga.Samples.Bank;

namespace OrleansSaga.Silo.Demo;

/// <summary>From whom to whom money goes.</summary>
/// <param name="From">The bank that pays.</param>
/// <param name="Payer">Its account that pays.</param>
/// <param name="SecondPayer">Another account of it, for transfers that two pay together.</param>
/// <param name="To">The bank that gets the money.</param>
/// <param name="Payee">Its account.</param>
internal sealed record TransferRoute(RunningBank From, string Payer, string SecondPayer, RunningBank To, string Payee);
