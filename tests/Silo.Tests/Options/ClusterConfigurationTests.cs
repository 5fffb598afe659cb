using Microsoft.Extensions.Configuration;
using OrleansSaga.Silo.Options;

namespace OrleansSaga.Silo.Tests.Options;

/// <summary>What is said about a wrong section OrleansSaga:Cluster.</summary>
public sealed class ClusterConfigurationTests
{
    private const string Secret = "a secret that has thirty-two byt";

    [Theory]
    [InlineData("Name", "a b", "a-1_2.3:4")]
    [InlineData("Name", "ä", "A")]
    [InlineData("Port", "65536", "0")]
    [InlineData("Port", "36789", "36788")]
    [InlineData("Port", "36790", "36792")]
    [InlineData("BindAddress", "localhost", "::1")]
    [InlineData("BindAddress", "10.0.0.1", "127.0.0.2")]
    [InlineData("AdvertisedEndpoint", "silo-1", "silo-1:36791")]
    [InlineData("AdvertisedEndpoint", "http://silo:1", "[fe80::1]:36791")]
    [InlineData("AdvertisedEndpoint", "silo:0", "10.0.0.1:1")]
    [InlineData("HeartbeatInterval", "00:00:00.099", "00:00:00.1")]
    [InlineData("SuspectAfter", "00:00:01.4", "00:00:01.5")]
    [InlineData("DeadAfter", "00:00:01.4", "00:00:01.5")]
    [InlineData("DeadAfter", "11", "00:10:00")]
    [InlineData("DrainDelay", "1", "00:00:00")]
    [InlineData("DrainTimeout", "1", "00:00:00")]
    [InlineData("FeatureLevelCap", "-1", "1")]
    [InlineData("Secret", "a secret that has thirty-one by", Secret)]
    [InlineData("Secret", "äääääääääääääää", "ääääääääääääääää")]
    public void Value_OutOfRange_IsReported_AndTheEndIsNot(string key, string wrong, string good)
    {
        var fault = Assert.Single(Faults(("Secret", Secret), (key, wrong)));

        Assert.StartsWith($"OrleansSaga:Cluster:{key}: ", fault, StringComparison.Ordinal);
        Assert.Empty(Faults(("Secret", Secret), (key, good)));
    }

    [Fact]
    public void Interval_Long_NeedsLongLimits()
    {
        Assert.Equal(2, Faults(("HeartbeatInterval", "00:00:10")).Count + Faults(("HeartbeatInterval", "00:00:10.001"), ("SuspectAfter", "00:01:00"), ("DeadAfter", "00:01:00")).Count);
        Assert.Empty(Faults(("HeartbeatInterval", "00:00:10"), ("SuspectAfter", "00:00:30"), ("DeadAfter", "00:00:30")));
    }

    [Fact]
    public void AnyAddress_NeedsAnAdvertisedEndpoint()
    {
        (string, string)[] bind = [("Secret", Secret), ("BindAddress", "0.0.0.0"), ("OrleansSaga:Security:AllowInsecurePublicBind", "I_UNDERSTAND")];

        Assert.StartsWith("OrleansSaga:Cluster:AdvertisedEndpoint: ", Assert.Single(Faults(bind)), StringComparison.Ordinal);
        Assert.Empty(Faults([.. bind, ("AdvertisedEndpoint", "silo-1:36791")]));
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("memory")]
    public void Secret_WithoutPostgres_IsRefused(string provider)
    {
        var fault = Assert.Single(Faults(("Secret", Secret), ("OrleansSaga:Storage:Provider", provider)));

        Assert.Contains("a cluster needs PostgreSQL", fault, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Section_WithoutASecret_MindsNeitherAddressNorPorts() =>
        Assert.Empty(Faults(("BindAddress", "10.0.0.1"), ("Port", "36789"), ("OrleansSaga:Storage:Provider", "sqlite")));

    [Theory]
    [InlineData("", 5, 6, ":5")]
    [InlineData("", 0, 6, ":6")]
    [InlineData("given", 0, 6, "given")]
    public void Name_ByDefault_IsTheMachinesWithAPort(string name, int http, int port, string end)
    {
        var of = SiloName.Of(new ClusterOptions { Name = name, Port = port }, new ApiOptions { HttpPort = http });

        Assert.EndsWith(end, of, StringComparison.Ordinal);
        Assert.True(SiloName.IsGood(of));
    }

    private static IReadOnlyList<string> Faults(params (string Key, string Value)[] settings)
    {
        Dictionary<string, string?> all = new() { ["OrleansSaga:Storage:Provider"] = "postgres", ["OrleansSaga:Storage:ConnectionString"] = "Host=db" };
        foreach (var (key, value) in settings)
            all[key.Contains(':', StringComparison.Ordinal) ? key : $"OrleansSaga:Cluster:{key}"] = value;
        return ConfigurationCheck.Faults(new ConfigurationBuilder().AddInMemoryCollection(all).Build());
    }
}
