using OrleansSaga.Grains.Cluster;
using OrleansSaga.Grains.Events;
using OrleansSaga.Grains.Journal;
using OrleansSaga.Grains.Kernel;

namespace OrleansSaga.Grains.Transactions;

/// <summary>What every transaction grain of a silo shares.</summary>
/// <param name="Journal">The journal.</param>
/// <param name="Options">Defaults and limits.</param>
/// <param name="Time">Database time, run by the silo's monotonic clock.</param>
/// <param name="Admission">Who may be driven now.</param>
/// <param name="Instruments">Counters.</param>
/// <param name="Ownership">Which transactions this silo has to care for.</param>
/// <param name="FeatureLevel">Which records may be written now.</param>
/// <param name="Events">Who hears of changes.</param>
/// <param name="Closing">Tells when the silo is about to end.</param>
/// <param name="Alerts">Who hears of failed branch calls; null for nobody.</param>
public sealed record EngineServices(
    IJournal Journal,
    EngineOptions Options,
    TimeProvider Time,
    DrivingAdmission Admission,
    TransactionInstruments Instruments,
    IOwnership Ownership,
    IFeatureLevel FeatureLevel,
    ITransactionEvents Events,
    Closing Closing,
    IBranchAlerts? Alerts = null);
