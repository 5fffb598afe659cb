namespace OrleansSaga.Grains;

/// <summary>What a branch call came to (protocol 3.2). The numbers are stored.</summary>
public enum BranchOutcome
{
    /// <summary>It took effect.</summary>
    Success = 1,

    /// <summary>The participant refused for business reasons.</summary>
    Failure = 2,

    /// <summary>The participant is still at it: ask again at the same interval.</summary>
    Ongoing = 3,

    /// <summary>Anything else: unknown whether it took effect; ask again later.</summary>
    Error = 4,

    /// <summary>The call was never made, because the participant's queue was full. Not an attempt.</summary>
    Deferred = 5,
}
