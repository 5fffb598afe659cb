using OrleansSaga.Grains;

namespace OrleansSaga.Silo.Branches;

/// <summary>What a whole response means (protocol 3.2). The order of the rules matters.</summary>
internal static class ResultRules
{
    private const int TooEarly = 425;

    /// <summary>The result of a response.</summary>
    public static BranchOutcome Of(int statusCode, ResponseBody body)
    {
        if (statusCode == TooEarly || body.Tokens.Ongoing)
            return BranchOutcome.Ongoing;
        if (statusCode == StatusCodes.Status409Conflict || body.Tokens.Failure)
            return BranchOutcome.Failure;
        // The words may stand in the part that was not read.
        return statusCode == StatusCodes.Status200OK && !body.IsOverLimit ? BranchOutcome.Success : BranchOutcome.Error;
    }
}
