using System.Globalization;

namespace OrleansSaga.Grains;

/// <summary>Key of a branch grain: the gid with its length in front, then branch id and op, so that no two pairs ever give one key.</summary>
public static class BranchKey
{
    /// <summary>The key of <paramref name="stamp"/>'s call.</summary>
    public static string Of(BranchStamp stamp)
    {
        ArgumentNullException.ThrowIfNull(stamp);
        return string.Create(CultureInfo.InvariantCulture, $"{stamp.Gid.Length}:{stamp.Gid}:{stamp.Step}:{(int)stamp.Op}");
    }
}
