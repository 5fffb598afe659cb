namespace OrleansSaga.Grains.Kernel;

/// <summary>What a gid may be (protocol 1.3; the limits are ours).</summary>
public static class GidRules
{
    /// <summary>The gid as DTM's HTTP API takes it: without LF, CR and semicolons.</summary>
    public static string Strip(string gid)
    {
        ArgumentNullException.ThrowIfNull(gid);
        return gid.AsSpan().IndexOfAny('\n', '\r', ';') < 0
            ? gid
            : gid.Replace("\n", "", StringComparison.Ordinal).Replace("\r", "", StringComparison.Ordinal).Replace(";", "", StringComparison.Ordinal);
    }

    /// <summary>What is wrong with <paramref name="gid"/>, or null.</summary>
    public static string? Check(string gid, LimitOptions limits)
    {
        ArgumentNullException.ThrowIfNull(gid);
        ArgumentNullException.ThrowIfNull(limits);
        if (gid.Length == 0)
            return "gid: missing";
        if (gid.Length > limits.GidLength)
            return InvalidFieldException.TooLong("gid", gid.Length, limits.GidLength).Message;
        for (var i = 0; i < gid.Length; i++)
        {
            if (char.IsControl(gid[i]))
                return "gid: contains a control character";
            if (char.IsSurrogate(gid[i]) && !(char.IsHighSurrogate(gid[i]) && i + 1 < gid.Length && char.IsLowSurrogate(gid[++i])))
                return "gid: contains half of a surrogate pair";
        }

        return null;
    }
}
