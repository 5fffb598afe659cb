namespace OrleansSaga.Client;

/// <summary>What the embedded runtime throws. A silo that does not know a method is never the end there: the call then runs where it came from.</summary>
internal static class CallTrouble
{
    /// <summary>The kind of <paramref name="exception"/>.</summary>
    public static TroubleKind Of(Exception exception) => exception switch
    {
        TimeoutException or LimitExceededException or SiloUnavailableException => TroubleKind.Passing,
        _ => TroubleKind.Failure,
    };
}
