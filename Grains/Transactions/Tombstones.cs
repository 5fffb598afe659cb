using System.Collections.Immutable;
using OrleansSaga.Grains.Journal;
using OrleansSaga.Grains.Kernel;

namespace OrleansSaga.Grains.Transactions;

/// <summary>A finished transaction of which only the outcome is left: enough of a state to answer every call as for any finished one.</summary>
internal static class Tombstones
{
    private static readonly StartOptions NoOptions = new(false, 0, 0, 0, ImmutableDictionary<string, string>.Empty, false, 0, 0);

    public static TransactionState ToState(StoredTransaction stored)
    {
        var tombstone = stored.Tombstone!;
        var definition = new TransactionDefinition(
            stored.Gid, stored.Instance, tombstone.Mode, "http", tombstone.FinishedAt, NoOptions, new ResolvedDefaults(0, 0, 0, 0),
            [], false, "", "", ImmutableDictionary<string, string>.Empty, null);
        return new TransactionState(definition, stored.Hot.Status, [], tombstone.RollbackReason, tombstone.FinishedAt, tombstone.FinishedAt, 0, null, []) { Result = tombstone.Result };
    }
}
