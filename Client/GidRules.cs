namespace OrleansSaga.Client;

/// <summary>What a gid may be: as the servers have it.</summary>
internal static class GidRules
{
    /// <summary>What is wrong with <paramref name="gid"/>, or null.</summary>
    public static string? Check(string gid, SagaLimits limits)
    {
        if (gid.Length == 0)
            return "gid: missing";
        if (gid.Length > limits.GidLength)
            return $"gid: {gid.Length} characters, at most {limits.GidLength} are allowed";
        if (gid.Any(char.IsControl))
            return "gid: contains a control character";
        return Texts.IsWhole(gid) ? null : "gid: contains half of a surrogate pair";
    }
}
