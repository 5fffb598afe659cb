namespace OrleansSaga.Grains.Journal;

/// <summary>The two lanes into the group commit, each with half of the queue.</summary>
public enum JournalLane
{
    /// <summary>Writes that a client's call caused: refused with <see cref="JournalOutcome.Overloaded"/> when half of the queue is taken, and failed with <see cref="JournalOutcome.Unavailable"/> when the store is away.</summary>
    Client = 1,

    /// <summary>Writes of transactions that are being driven: at most one per transaction admitted to driving; they wait for a store that is away. More than half of the queue is a bug of the admission, and is <see cref="JournalOutcome.Overloaded"/> too.</summary>
    Driving = 2,
}
