using System.Globalization;

namespace OrleansSaga.Runtime.Tests;

public sealed class RendezvousTests
{
    private const int Buckets = 4096;

    [Theory]
    [InlineData("silo-1", 0, 12868019287313881289UL)]
    [InlineData("silo-1", 4095, 16013642213696714472UL)]
    [InlineData("node-7.example:36791", 17, 14068792246856604893UL)]
    [InlineData("", 1, 1156539639830188822UL)]
    public void Weight_IsPinned_BecauseAllVersionsMustAgree(string name, int bucket, ulong weight) =>
        Assert.Equal(weight, Rendezvous.Weight(Rendezvous.HashOf(name), bucket));

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(8)]
    [InlineData(12)]
    public void Owners_OfManyNames_HaveEvenShares(int silos)
    {
        foreach (var pattern in new[] { "silo-{0}", "orleanssaga-{0}.orleanssaga:36791", "10.0.0.{0}:36791", "{0}" })
        {
            var shares = Rendezvous.Owners(Members(pattern, silos), Buckets).CountBy(static owner => owner!.Name).ToList();

            Assert.Equal(silos, shares.Count);
            Assert.All(shares, share => Assert.True(share.Value <= 1.25 * Buckets / silos, $"{pattern}: {share.Key} of {silos} owns {share.Value} of {Buckets}"));
        }
    }

    [Fact]
    public void Owners_SiloComesOrGoes_MoveOnlyItsShare()
    {
        var (four, five) = (Rendezvous.Owners(Members("silo-{0}", 4), Buckets), Rendezvous.Owners(Members("silo-{0}", 5), Buckets));

        for (var bucket = 0; bucket < Buckets; bucket++)
            Assert.True(five[bucket] == four[bucket] || five[bucket]!.Name == "silo-4");
    }

    [Fact]
    public void Owners_DoNotDependOnTheOrderOfMembers()
    {
        var members = Members("silo-{0}", 7);

        Assert.Equal(Rendezvous.Owners(members, Buckets), Rendezvous.Owners([.. members.Reverse()], Buckets));
    }

    [Fact]
    public void Owners_WithoutMembers_AreNobody() => Assert.All(Rendezvous.Owners([], Buckets), Assert.Null);

    private static SiloMember[] Members(string pattern, int count) =>
        [.. Enumerable.Range(0, count).Select(i => new SiloMember(string.Format(CultureInfo.InvariantCulture, pattern, i), new Guid(i + 1, 0, 0, new byte[8]), "", true))];
}
