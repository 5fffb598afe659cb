namespace OrleansSaga.Runtime.Embedded;

/// <summary>How a session ended.</summary>
/// <param name="Reason">Why, in plain words.</param>
/// <param name="InOrder">Whether one side wanted it so and the other knows.</param>
internal sealed record LinkEnd(string Reason, bool InOrder);
