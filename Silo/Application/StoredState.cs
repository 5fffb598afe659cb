using OrleansSaga.Grains.Journal;
using OrleansSaga.Grains.Kernel;

namespace OrleansSaga.Silo.Application;

/// <summary>A transaction as it is stored.</summary>
/// <param name="Stored">Hot row and records.</param>
/// <param name="State">The state that they give.</param>
public sealed record StoredState(StoredTransaction Stored, TransactionState State);
