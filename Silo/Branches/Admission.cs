namespace OrleansSaga.Silo.Branches;

/// <summary>Whether a call got a place at a participant.</summary>
internal enum Admission
{
    /// <summary>It has one, and must give it back.</summary>
    Admitted,

    /// <summary>Too many wait already.</summary>
    QueueFull,

    /// <summary>It waited as long as it may.</summary>
    QueueTimeUp,

    /// <summary>The gate was dropped from the table while idle: take the participant's new one.</summary>
    Retired,
}
