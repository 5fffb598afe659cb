using System.Text;

namespace OrleansSaga.Ownership;

/// <summary>
/// Highest-random-weight hashing (Thaler and Ravishankar, 1998): a bucket belongs to the silo with the highest hash of both, so that a
/// silo that comes or goes moves only its own share. All silos of a cluster compute the same, whatever their version: golden vectors pin it.
/// </summary>
internal static class Rendezvous
{
    /// <summary>The owner of every bucket; all null when there is no member.</summary>
    public static SiloMember?[] Owners(IReadOnlyList<SiloMember> members, int buckets)
    {
        var owners = new SiloMember?[buckets];
        var names = members.Select(static member => HashOf(member.Name)).ToArray();
        for (var bucket = 0; bucket < buckets; bucket++)
        {
            var highest = 0UL;
            for (var i = 0; i < names.Length; i++)
            {
                var weight = Weight(names[i], bucket);
                if (owners[bucket] is { } best && (weight < highest || (weight == highest && string.CompareOrdinal(members[i].Name, best.Name) > 0)))
                    continue;
                (owners[bucket], highest) = (members[i], weight);
            }
        }

        return owners;
    }

    /// <summary>FNV-1a (64 bit) over the name in UTF-8.</summary>
    internal static ulong HashOf(string name)
    {
        var hash = 0xcbf29ce484222325UL;
        foreach (var value in Encoding.UTF8.GetBytes(name))
            hash = (hash ^ value) * 0x100000001b3UL;
        return hash;
    }

    /// <summary>SplitMix64's finalizer over both.</summary>
    internal static ulong Weight(ulong name, int bucket)
    {
        var hash = name + (((ulong)bucket + 1) * 0x9e3779b97f4a7c15UL);
        hash = (hash ^ (hash >> 30)) * 0xbf58476d1ce4e5b9UL;
        hash = (hash ^ (hash >> 27)) * 0x94d049bb133111ebUL;
        return hash ^ (hash >> 31);
    }
}
