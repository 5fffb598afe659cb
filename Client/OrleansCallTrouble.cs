using Orleans.Serialization;

namespace OrleansSaga.Client;

/// <summary>What Microsoft Orleans throws.</summary>
internal static class CallTrouble
{
    /// <summary>The kind of <paramref name="exception"/>.</summary>
    public static TroubleKind Of(Exception exception) => exception switch
    {
        // A method, a type or a member that one side does not have: names that cannot be resolved, bytes that cannot be read.
        TypeLoadException or SerializerException or MissingMethodException => TroubleKind.Contract,
        UnavailableExceptionFallbackException { ExceptionType: { } type } when type.StartsWith("Orleans.Serialization.", StringComparison.Ordinal) => TroubleKind.Contract,
        // Gateways that are gone or too busy, silos that stop, rejected and lost messages: all of Orleans' own.
        TimeoutException or OrleansException => TroubleKind.Passing,
        _ => TroubleKind.Failure,
    };
}
