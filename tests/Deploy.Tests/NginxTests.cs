using System.Globalization;
using System.Text.RegularExpressions;
using OrleansSaga.Grains.Kernel;
using OrleansSaga.Silo.Options;

namespace OrleansSaga.Deploy.Tests;

/// <summary>What nginx's and Prometheus' files name exists: addresses in docker-compose.yml, paths in the code. tests/Faults.Tests runs them.</summary>
public sealed partial class NginxTests(RunningSilo silo)
{
    private static readonly IReadOnlyList<NginxDirective> Place = NginxFile.Read("place.conf");

    /// <summary>The ports that nginx listens on.</summary>
    internal static IEnumerable<string> Listening => NginxFile.All(Place).Where(directive => directive.Name == "listen").Select(listen => listen.Arguments[0]).Order(StringComparer.Ordinal);

    [Fact]
    public void Upstreams_AreTheSilosOfCompose()
    {
        // By a name that only the private network knows: of one that both know, Docker may give the address on the other, where no silo listens.
        var services = Yaml.Read("docker-compose.yml")[0]["services"].Entries.Where(service => service.Key.StartsWith("silo-", StringComparison.Ordinal)).ToList();
        var silos = services.Select(service => Assert.Single(service.Value["networks", "private", "aliases"].Texts)).ToList();
        Assert.All(services, service => Assert.False(service.Value["networks", "outside", "aliases"].Exists));
        Assert.DoesNotContain(services, service => silos.Contains(service.Key));
        var api = new ApiOptions();

        Assert.Equal(silos.Select(name => string.Create(CultureInfo.InvariantCulture, $"{name}:{api.HttpPort}")), Servers("silos"));
        Assert.Equal(silos.Select(name => string.Create(CultureInfo.InvariantCulture, $"{name}:{api.GrpcPort}")), Servers("silos_grpc"));
    }

    [Fact]
    public void Includes_AreThere()
    {
        var included = NginxFile.All([.. NginxFile.Read("nginx.conf"), .. Place]).Where(directive => directive.Name == "include").Select(include => include.Arguments[0]);

        Assert.Equal(
            Directory.GetFiles(Yaml.PathOf("deploy/nginx"), "*.conf").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal),
            included.Append("nginx.conf").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Passes_GoToUpstreamsThatAreThere() => Assert.All(
        ((string[])["api.conf", "operators.conf", "grpc.conf"]).SelectMany(file => NginxFile.All(NginxFile.Read(file))).Where(directive => directive.Name is "proxy_pass" or "grpc_pass"),
        pass => Assert.Contains(Place, block => block.Name == "upstream" && pass.Arguments[0].EndsWith("://" + block.Arguments[0], StringComparison.Ordinal)));

    [Fact]
    public void Locations_AreRoutesOfTheSilo()
    {
        var locations = ((string[])["api.conf", "operators.conf"]).SelectMany(file => NginxFile.Read(file)).ToList();

        Assert.All(locations, location => Assert.Equal("location", location.Name));
        Assert.All(locations.Where(location => location.Arguments[0] != "~*").Select(location => location.Arguments[^1]).Where(path => path != "/"), path =>
            Assert.Contains(silo.Routes, route => path.EndsWith('/') ? route.StartsWith(path, StringComparison.Ordinal) : route == path));
        var administration = locations.Single(location => location.Arguments[^1].Contains("forceStop", StringComparison.Ordinal)).Arguments[^1];
        Assert.All(Alternatives().Match(administration).Groups[1].Value.Split('|'), name => Assert.Contains($"/api/dtmsvr/{name}", silo.Routes));
    }

    /// <summary>Nothing that is for operators passes by the clients' port, whatever case and slashes it is written with: routes do not mind.</summary>
    [Theory]
    [InlineData("/api/dtmsvr/forceStop", true)]
    [InlineData("/api/dtmsvr/FORCESTOP/", true)]
    [InlineData("/api/dtmsvr/resetCronTime", true)]
    [InlineData("/api/v1/transactions/a/retry", true)]
    [InlineData("/api/v1/transactions/a/b/retry/", true)]
    [InlineData("/api/dtmsvr/submit", false)]
    [InlineData("/api/v1/transactions/retry", false)]
    public void Clients_CallOfOperators_IsRefused(string path, bool refused) =>
        Assert.Equal(refused, NginxFile.Read("api.conf").Any(location =>
            location.Arguments[0] == "~*" && location.Children.Any(directive => directive is { Name: "return", Arguments: ["403"] }) && Regex.IsMatch(path, location.Arguments[1], RegexOptions.IgnoreCase)));

    [Fact]
    public void BodyLimit_IsAboveTheSilosOwn_AndNotAboveTheServers()
    {
        var limit = NginxFile.All(NginxFile.Read("nginx.conf")).Single(directive => directive.Name == "client_max_body_size").Arguments[0];
        var bytes = long.Parse(limit.TrimEnd('m'), CultureInfo.InvariantCulture) * 1024 * 1024;

        Assert.InRange(bytes, new LimitOptions().BodyBytes + 1, new LimitOptions().BodyBytes + (1024 * 1024));
    }

    [Fact]
    public async Task Prometheus_ScrapesEverySilo()
    {
        var job = Assert.Single(Yaml.Read("deploy/prometheus/prometheus.yml"))["scrape_configs"].Items.Single();

        Assert.Equal(Servers("silos"), job["static_configs"].Items.Single()["targets"].Texts);
        Assert.True(await silo.AnswersAsync(job["metrics_path"].Text, TestContext.Current.CancellationToken));
    }

    private static IEnumerable<string> Servers(string upstream) =>
        Place.Single(block => block.Name == "upstream" && block.Arguments[0] == upstream).Children.Where(directive => directive.Name == "server").Select(server => server.Arguments[0]);

    [GeneratedRegex(@"\(([^)]*)\)")]
    private static partial Regex Alternatives();
}
