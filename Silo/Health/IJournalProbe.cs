using OrleansSaga.Storage;

namespace OrleansSaga.Silo.Health;

/// <summary>Whether the journal takes writes, as last seen. Reading it asks nobody.</summary>
internal interface IJournalProbe
{
    /// <summary>True when the last commit or probe of every writer, seconds ago at most, went well.</summary>
    bool TakesWrites { get; }
}

/// <summary>The journal's own account: it probes idle writers every five seconds, and counts a commit without an answer as failed.</summary>
internal sealed class JournalProbe(JournalHealth health) : IJournalProbe
{
    public bool TakesWrites => health.Ready;
}
