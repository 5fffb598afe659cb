namespace OrleansSaga.Silo.Application;

/// <summary>Kinds of verdict.</summary>
public enum PassResult
{
    /// <summary>It is where its client wants it.</summary>
    Success = 1,

    /// <summary>Rolled back, or a participant refused, or it is merely not over (DTM: 409).</summary>
    Failure = 2,

    /// <summary>Under way (DTM: 425).</summary>
    Ongoing = 3,

    /// <summary>A participant failed; it will be called again (DTM: 500).</summary>
    Error = 4,
}
