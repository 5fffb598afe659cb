using System.Security.Cryptography;

namespace OrleansSaga.Storage.Membership;

/// <summary>
/// Who may join. Pure. Rows that are in the way count only while their silo lives: a free lock on its name or a beat that stands still
/// tells that it does not, a beat that moves that it does.
/// </summary>
public static class JoinRules
{
    private const string Section = "OrleansSaga:Cluster";

    /// <summary>Decides.</summary>
    public static JoinDecision Decide(JoinRequest request, JoinSnapshot found)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(found);
        var cluster = found.Cluster;
        if (request.Claim.FeatureLevel < cluster.FeatureLevel)
            return Refuse(cluster, FeatureLevelRefusal(request.Claim, cluster));

        var check = request.Secret is { } secret ? SecretCheck.Of(secret, cluster.Id) : null;
        var conflicts = found.Rows
            .Where(static row => row.State != SiloState.Dead)
            .Select(row => (Row: row, Refusal: ConflictWith(row, request, cluster, check)))
            .Where(static conflict => conflict.Refusal is not null)
            .ToLookup(conflict => LivesOf(conflict.Row, request, found));
        if (conflicts[true].Select(static conflict => conflict.Refusal).FirstOrDefault() is { } refusal)
            return Refuse(cluster, refusal);
        if (conflicts[null].Any())
            return new JoinDecision(null, [.. conflicts[null].Select(static conflict => conflict.Row)], [], cluster, null);

        var bury = conflicts[false].Select(static conflict => conflict.Row).Where(row => row.Name != request.Claim.Name).Select(static row => row.Incarnation).ToHashSet();
        var others = found.Rows.Where(row => row.Name != request.Claim.Name && row.State != SiloState.Dead && !bury.Contains(row.Incarnation)).ToList();
        var level = Math.Max(cluster.FeatureLevel, others.Select(static row => row.Claim.FeatureLevel).Append(request.Claim.FeatureLevel).Min());
        var result = new JoinResult(
            request.Incarnation,
            cluster.Id,
            level,
            ReplacedOwnRow: found.Rows.Any(row => row.Name == request.Claim.Name),
            OthersLived: others.Any(row => LivesOf(row, request, found) != false));
        return new JoinDecision(null, [], [.. bury], new ClusterRow(cluster.Id, level, check), result);
    }

    /// <summary>Whether the silo of a row lives; null when only its beat can tell.</summary>
    private static bool? LivesOf(SiloRow row, JoinRequest request, JoinSnapshot found)
    {
        if (row.State == SiloState.Dead || request.Evidence.Still.Contains((row.Incarnation, row.Beat)))
            return false;
        if (request.Evidence.Moving.Contains(row.Incarnation))
            return true;
        var isFree = row.Name == request.Claim.Name ? found.HoldsName && request.TrustsNameLock : !found.LockedNames.Contains(row.Name);
        return isFree ? false : null;
    }

    private static string? ConflictWith(SiloRow row, JoinRequest request, ClusterRow cluster, byte[]? check)
    {
        var claim = request.Claim;
        if (row.Name == claim.Name)
            return $"Two silos must not have one name, and a silo {row.Description} lives on this database. Give this one another {Section}:Name, or stop the other one first.";
        if (row.Claim.Runtime != claim.Runtime)
        {
            return $"This silo, '{claim.Name}', carries its grains on '{claim.Runtime}', and a silo {row.Description} lives on this database on '{row.Claim.Runtime}'. "
                + "They would not find each other's grains: stop the other one first, or give this one a database of its own.";
        }

        if (check is null)
        {
            return $"A silo {row.Description} lives on this database, and this one, '{claim.Name}', has no {Section}:Secret and so must be alone. "
                + $"{(cluster.SecretCheck is null ? $"To run both, give both the same {Section}:Secret" : $"Give this one the {Section}:Secret of that cluster")}, or stop the other one first.";
        }

        if (row.Claim.Endpoint.Length == 0)
            return $"A silo {row.Description} lives on this database without {Section}:Secret and so must be alone, and this one, '{claim.Name}', has one. Stop the other one and start it with the same secret.";

        // Without a check somebody deleted the cluster's row by hand: the first that joins again makes it anew.
        if (cluster.SecretCheck is { } stored && !CryptographicOperations.FixedTimeEquals(stored.Span, check))
            return $"The {Section}:Secret of this silo, '{claim.Name}', is not the one of the cluster on this database, in which a silo {row.Description} lives. Use the same secret; to change it, stop all silos first.";
        if (!row.Claim.Link.Overlaps(claim.Link))
            return $"This silo, '{claim.Name}' (version {claim.Version}), speaks versions {claim.Link} of the link's protocol, and a silo {row.Description} speaks {row.Claim.Link}. Upgrade by way of a version that speaks both.";
        return row.Claim.Schema.Overlaps(claim.Schema) ? null
            : $"This silo, '{claim.Name}' (version {claim.Version}), works with schema versions {claim.Schema}, and a silo {row.Description} with {row.Claim.Schema}. Upgrade by way of a version that works with both.";
    }

    private static string FeatureLevelRefusal(SiloClaim claim, ClusterRow cluster) =>
        $"The cluster on this database may already have written records of feature level {cluster.FeatureLevel}, and this silo, '{claim.Name}' (version {claim.Version}), reads only up to {claim.FeatureLevel}. "
        + $"Run a newer version, or raise or remove {Section}:FeatureLevelCap.";

    private static JoinDecision Refuse(ClusterRow cluster, string refusal) => new(refusal, [], [], cluster, null);
}
