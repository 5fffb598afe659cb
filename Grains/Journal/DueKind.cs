namespace OrleansSaga.Grains.Journal;

/// <summary>What a due time means.</summary>
public enum DueKind
{
    /// <summary>There is no due time.</summary>
    None = 0,

    /// <summary>Somebody drives this transaction now, and pushes the time forward; once it has passed, nobody does. Woken at once at start and take-over.</summary>
    Guard = 1,

    /// <summary>Nothing is to be done before that time.</summary>
    Wait = 2,

    /// <summary>A tombstone that may be deleted at that time.</summary>
    Tombstone = 3,
}
