using OrleansSaga.Grains.Journal;
using OrleansSaga.Grains.Kernel;
using OrleansSaga.Silo.Application;
using OrleansSaga.Silo.Application.Topics;
using OrleansSaga.Silo.Metrics;

namespace OrleansSaga.Silo.Dtm;

/// <summary>What the handlers work with.</summary>
internal sealed class DtmFront(TransactionService transactions, ITopics topics, IKeyValueStore keyValues, DtmInstruments instruments, EngineOptions engine, ILogger<DtmFront> logger)
{
    public TransactionService Transactions { get; } = transactions;

    public ITopics Topics { get; } = topics;

    public IKeyValueStore KeyValues { get; } = keyValues;

    public DtmInstruments Instruments { get; } = instruments;

    public EngineOptions Engine { get; } = engine;

    public ILogger Logger { get; } = logger;
}
