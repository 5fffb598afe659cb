using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;

namespace OrleansSaga.Samples.Bank;

/// <summary>Which branch operation the coordinator is calling: the four query parameters that it adds to every call.</summary>
public sealed record BranchRequest(string Gid, string TransType, string BranchId, string Op)
{
    private const int MaxIdLength = 128;
    private const int MaxNameLength = 45;

    /// <summary>True for operations that undo an earlier one: compensate, cancel, rollback.</summary>
    public bool IsReversal => OriginOf(Op) is not null;

    /// <summary>The operation that <paramref name="op"/> undoes, or null when it undoes none.</summary>
    public static string? OriginOf(string op) => op switch
    {
        "compensate" => "action",
        "cancel" => "try",
        "rollback" => "action",
        _ => null,
    };

    /// <summary>Reads gid, trans_type, branch_id and op. A caller that gets false answers 400 with <paramref name="error"/>.</summary>
    public static bool TryParse(
        IQueryCollection query,
        [NotNullWhen(true)] out BranchRequest? request,
        [NotNullWhen(false)] out string? error)
    {
        request = null;
        // The error never repeats what was sent: the coordinator searches reply bodies for its result words.
        error = Check(query, "gid", MaxIdLength)
            ?? Check(query, "trans_type", MaxNameLength)
            ?? Check(query, "branch_id", MaxIdLength)
            ?? Check(query, "op", MaxNameLength);
        if (error is not null)
            return false;

        request = new BranchRequest(query["gid"]!, query["trans_type"]!, query["branch_id"]!, query["op"]!);
        return true;
    }

    private static string? Check(IQueryCollection query, string name, int maxLength)
    {
        var values = query[name];
        if (values.Count != 1 || string.IsNullOrEmpty(values[0]))
            return $"The query parameter {name} is needed exactly once.";
        return values[0]!.Length > maxLength ? $"The query parameter {name} is longer than {maxLength} characters." : null;
    }
}
