using OrleansSaga.Grains.Journal;
using OrleansSaga.Grains.Kernel;

namespace OrleansSaga.Grains.Transactions;

/// <summary>Writes of transactions that come from another server.</summary>
public static class Adoption
{
    /// <summary>The actor of their first record.</summary>
    public const string Actor = "import-dtm";

    /// <summary>
    /// The create of an imported transaction: one record with all that happened, so that no crash leaves half of it. Servers on the
    /// same store find it in the due index.
    /// </summary>
    /// <param name="adoption">What <see cref="DtmImport"/> read.</param>
    /// <param name="appendId">Id of the record.</param>
    /// <param name="now">The present (database time).</param>
    public static CreateWrite Write(DtmAdoption adoption, Guid appendId, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(adoption);
        var (state, definition) = (adoption.State, adoption.State.Definition);
        var hot = new HotState(state.Status, adoption.DueAt, adoption.DueAt is null ? DueKind.None : DueKind.Wait);
        var record = RecordCodec.Encode(appendId, adoption.Events, Actor, null, "");
        var audit = AuditRow.Of(new Cause(Actor, "import", null, ""), definition.Gid, now);
        return new CreateWrite(definition.Gid, definition.Instance, hot, record, Listings.Row(state), [audit]);
    }
}
