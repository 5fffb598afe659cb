using System.Globalization;
using OrleansSaga.Silo.Operations;
using OrleansSaga.Silo.Options;

namespace OrleansSaga.Deploy.Tests;

/// <summary>What docker-compose.yml names exists: in itself, in the repository, and in the code.</summary>
public sealed class ComposeTests
{
    private static readonly Yaml File = Assert.Single(Yaml.Read("docker-compose.yml"));
    private static readonly IReadOnlyDictionary<string, Yaml> Services = File["services"].Entries;

    private static string OurImage => Services["silo-1"]["image"].Text;

    private static IEnumerable<KeyValuePair<string, Yaml>> Ours => Services.Where(service => service.Value["image"].Text == OurImage);

    private static IEnumerable<KeyValuePair<string, Yaml>> Silos => Ours.Where(service => !service.Value["command"].Exists);

    [Fact]
    public void Environments_AreThoseOfSilosThatStart()
    {
        Assert.Equal(4, Ours.Count());
        Assert.All(Ours, service => Assert.Empty(SettingsCheck.Faults(EnvironmentOf(service.Value))));
    }

    [Fact]
    public void Silos_AreThreeOfOneCluster_EachByItsOwnNameAndAddress()
    {
        Assert.Equal(["silo-1", "silo-2", "silo-3"], Silos.Select(silo => silo.Key));
        Assert.All(Silos, silo =>
        {
            var environment = EnvironmentOf(silo.Value);
            var address = Interpolation.Resolve(silo.Value["networks", "private", "ipv4_address"].Text);
            Assert.Equal(silo.Key, environment["OrleansSaga__Cluster__Name"]);
            Assert.Equal((address, address), (environment["OrleansSaga__Cluster__BindAddress"], environment["OrleansSaga__Api__BindAddress"]));
            Assert.Equal(Interpolation.Sample, environment["OrleansSaga__Cluster__Secret"]);
            Assert.Equal("false", environment["OrleansSaga__Storage__AutoMigrate"]);
        });
        Assert.Equal(3, Silos.Select(silo => silo.Value["networks", "private", "ipv4_address"].Text).Distinct().Count());
        var net = Interpolation.Resolve(File["networks", "private", "ipam", "config"].Items[0]["subnet"].Text);
        Assert.All(Silos, silo => Assert.StartsWith(net[..(net.LastIndexOf('.') + 1)], Interpolation.Resolve(silo.Value["networks", "private", "ipv4_address"].Text), StringComparison.Ordinal));
        Assert.Equal("true", File["networks", "private", "internal"].Text);
    }

    [Fact]
    public void Secrets_HaveNoDefault() =>
        Assert.Equal(["ORLEANSSAGA_CLUSTER_SECRET", "ORLEANSSAGA_DATABASE_PASSWORD"], File.Scalars().SelectMany(Interpolation.Required).Distinct().Order(StringComparer.Ordinal));

    [Fact]
    public void Database_IsTheOneThatSilosAreGiven()
    {
        var connection = new Npgsql.NpgsqlConnectionStringBuilder(EnvironmentOf(Services["silo-1"])["OrleansSaga__Storage__ConnectionString"]);
        var postgres = EnvironmentOf(Services[connection.Host!]);

        Assert.Equal((postgres["POSTGRES_USER"], postgres["POSTGRES_DB"], postgres["POSTGRES_PASSWORD"]), (connection.Username, connection.Database, connection.Password));
    }

    [Fact]
    public void Commands_AreTheServers()
    {
        var command = Assert.Single(Ours, service => service.Value["command"].Exists).Value["command"].Texts;

        Assert.Equal(SiloCommand.Word, command[0]);
        Assert.Contains(Assert.Single(command.Skip(1)), SiloCommand.Commands.Keys);
    }

    [Fact]
    public void Build_HasOnlyArgumentsThatTheDockerfileKnows() =>
        Assert.All(Ours, service => Assert.All(
            service.Value["build", "args"].Entries.Keys,
            argument => Assert.Contains(Dockerfile.Rests("ARG"), known => known.Split('=')[0] == argument)));

    [Fact]
    public void StopGracePeriod_IsLongerThanADrain() => Assert.All(Silos, silo =>
    {
        var cluster = SettingsCheck.Get<ClusterOptions>(EnvironmentOf(silo.Value), ClusterOptions.Section);
        var grace = TimeSpan.FromSeconds(int.Parse(silo.Value["stop_grace_period"].Text.TrimEnd('s'), CultureInfo.InvariantCulture));
        Assert.True(grace >= cluster.DrainDelay + cluster.DrainTimeout + TimeSpan.FromSeconds(30));
    });

    [Fact]
    public void References_AreAllThere() => Assert.All(Services, service =>
    {
        Assert.All(service.Value["depends_on"].Entries.Keys, other => Assert.Contains(other, Services.Keys));
        Assert.All([.. service.Value["networks"].Texts, .. service.Value["networks"].Entries.Keys], network => Assert.Contains(network, File["networks"].Entries.Keys));
        Assert.All(service.Value["volumes"].Texts.Select(volume => volume.Split(':')[0]), source =>
            Assert.True(source.StartsWith("./", StringComparison.Ordinal) ? Directory.Exists(Yaml.PathOf(source)) : File["volumes"].Entries.ContainsKey(source), source));
    });

    [Fact]
    public void Containers_AreHardened() => Assert.All(Services.Values, service =>
    {
        Assert.Equal("true", service["read_only"].Text);
        Assert.Equal(["ALL"], service["cap_drop"].Texts);
        Assert.Contains("no-new-privileges:true", service["security_opt"].Texts);
        Assert.All(["cpus", "memory", "pids"], limit => Assert.True(service["deploy", "resources", "limits", limit].Exists));
        Assert.False(service["privileged"].Exists);
    });

    [Fact]
    public void Ports_ArePublishedOnLoopbackOnly_AndSomebodyListensThere()
    {
        Assert.All(Services.Values.SelectMany(service => service["ports"].Texts), port => Assert.StartsWith("127.0.0.1:", port, StringComparison.Ordinal));
        Assert.Equal(NginxTests.Listening, Services["nginx"]["ports"].Texts.Select(port => port.Split(':')[2]).Order(StringComparer.Ordinal));
        Assert.All(Silos, silo => Assert.False(silo.Value["ports"].Exists));
    }

    [Fact]
    public void Nginx_RunsTheFileThatIsMounted()
    {
        var nginx = Services["nginx"];

        Assert.Contains("./deploy/nginx:/etc/nginx:ro", nginx["volumes"].Texts);
        Assert.Contains("/etc/nginx/nginx.conf", nginx["entrypoint"].Texts);
        // It writes under its prefix alone.
        Assert.Equal(nginx["tmpfs"].Texts, nginx["entrypoint"].Texts.SkipWhile(word => word != "-p").Skip(1).Take(1));
    }

    [Fact]
    public void Prometheus_RunsTheFileThatIsMounted() =>
        Assert.Contains("--config.file=/etc/prometheus/prometheus.yml", Services["prometheus"]["command"].Texts);

    private static Dictionary<string, string> EnvironmentOf(Yaml service) =>
        service["environment"].Entries.ToDictionary(entry => entry.Key, entry => Interpolation.Resolve(entry.Value.Text), StringComparer.Ordinal);
}
