using OrleansSaga.Grains;

namespace OrleansSaga.Silo.Dtm;

/// <summary>A request body as it was decoded, or why it was not.</summary>
/// <param name="Start">The request; null when it is wrong.</param>
/// <param name="RollbackReason">rollback_reason, or empty.</param>
/// <param name="Wrong">What is wrong with the body, naming the field; null when nothing is.</param>
internal readonly record struct DecodedTrans(StartTransaction? Start, string RollbackReason, string? Wrong)
{
    public static DecodedTrans Refused(string wrong) => new(null, "", wrong);
}
