using OrleansSaga.Grains.Kernel;
using OrleansSaga.Silo.Application;

namespace OrleansSaga.Silo.Dtm;

/// <summary>What the handlers work with.</summary>
internal sealed class DtmFront(TransactionService transactions, EngineOptions engine, ILogger<DtmFront> logger)
{
    public TransactionService Transactions { get; } = transactions;

    public EngineOptions Engine { get; } = engine;

    public ILogger Logger { get; } = logger;
}
