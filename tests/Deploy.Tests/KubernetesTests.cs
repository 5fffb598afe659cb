using System.Globalization;
using OrleansSaga.Silo.Operations;
using OrleansSaga.Silo.Options;

namespace OrleansSaga.Deploy.Tests;

/// <summary>What deploy/kubernetes names exists: in itself, in the Dockerfile, and in the code.</summary>
public sealed class KubernetesTests(RunningSilo silo)
{
    private const string Folder = "deploy/kubernetes";

    private static readonly Yaml Kustomization = Assert.Single(Yaml.Read($"{Folder}/kustomization.yaml"));
    private static readonly IReadOnlyList<Yaml> Objects = [.. Kustomization["resources"].Texts.SelectMany(file => Yaml.Read($"{Folder}/{file}"))];
    private static readonly Yaml StatefulSet = OfKind("StatefulSet");
    private static readonly Yaml Silo = StatefulSet["spec", "template", "spec", "containers"].Items.Single();
    private static readonly Yaml Job = OfKind("Job");
    private static readonly Yaml Migration = Job["spec", "template", "spec", "containers"].Items.Single();

    private static IReadOnlyDictionary<string, int> Ports { get; } = Silo["ports"].Items.ToDictionary(port => port["name"].Text, port => port["containerPort"].Number, StringComparer.Ordinal);

    [Fact]
    public void Resources_AreAllFilesOfTheFolder() =>
        Assert.Equal(
            Directory.GetFiles(Yaml.PathOf(Folder), "*.yaml").Select(Path.GetFileName).Order(StringComparer.Ordinal),
            Kustomization["resources"].Texts.Append("kustomization.yaml").Order(StringComparer.Ordinal));

    [Fact]
    public void Environments_AreThoseOfSilosThatStart() =>
        Assert.All([Silo, Migration], container => Assert.Empty(SettingsCheck.Faults(EnvironmentOf(container))));

    [Fact]
    public void Ports_AreThoseThatTheSiloListensOn()
    {
        var environment = EnvironmentOf(Silo);
        var (api, cluster) = (SettingsCheck.Get<ApiOptions>(environment, ApiOptions.Section), SettingsCheck.Get<ClusterOptions>(environment, ClusterOptions.Section));

        Assert.Equal((api.HttpPort, api.GrpcPort, cluster.Port), (Ports["http"], Ports["grpc"], Ports["link"]));
    }

    [Fact]
    public void PortsByName_AreTheContainers()
    {
        Assert.All(OfKinds("Service").SelectMany(service => service["spec", "ports"].Items), port => Assert.Equal(Ports[port["targetPort"].Text], port["port"].Number));
        Assert.All(OfKind("NetworkPolicy")["spec", "ingress"].Items.SelectMany(rule => rule["ports"].Items), port => Assert.Contains(port["port"].Text, Ports.Keys));
        // Links are for silos alone.
        var links = Assert.Single(OfKind("NetworkPolicy")["spec", "ingress"].Items, rule => rule["ports"].Items.Any(port => port["port"].Text == "link"));
        Assert.Equal(SelectorOf(StatefulSet), LabelsIn(Assert.Single(links["from"].Items)["podSelector", "matchLabels"]));
    }

    [Fact]
    public async Task Probes_AskWhatTheSiloAnswers()
    {
        foreach (var (name, path) in new[] { ("startupProbe", "/health/startup"), ("livenessProbe", "/health/live"), ("readinessProbe", "/health/ready") })
        {
            var probe = Silo[name, "httpGet"];
            Assert.Equal((path, "http"), (probe["path"].Text, probe["port"].Text));
            Assert.True(await silo.AnswersAsync(probe["path"].Text, TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public void Selectors_FindTheSilos()
    {
        var labels = LabelsIn(StatefulSet["spec", "template", "metadata", "labels"]);

        Assert.Equal(labels, SelectorOf(StatefulSet));
        Assert.All(OfKinds("Service"), service => Assert.Equal(labels, LabelsIn(service["spec", "selector"])));
        Assert.Equal(labels, SelectorOf(OfKind("PodDisruptionBudget")));
        Assert.Equal(labels, LabelsIn(OfKind("NetworkPolicy")["spec", "podSelector", "matchLabels"]));
        Assert.NotEqual(labels, LabelsIn(Job["spec", "template", "metadata", "labels"]));
        Assert.Contains(OfKinds("Service"), service => service["metadata", "name"].Text == StatefulSet["spec", "serviceName"].Text && service["spec", "clusterIP"].Text == "None");
    }

    [Fact]
    public void GracePeriod_IsLongerThanADrain()
    {
        var cluster = SettingsCheck.Get<ClusterOptions>(EnvironmentOf(Silo), ClusterOptions.Section);

        var grace = TimeSpan.FromSeconds(StatefulSet["spec", "template", "spec", "terminationGracePeriodSeconds"].Number);

        Assert.True(grace >= cluster.DrainDelay + cluster.DrainTimeout + TimeSpan.FromSeconds(30));
    }

    [Fact]
    public void Job_RunsACommandOfTheServer()
    {
        Assert.Equal(SiloCommand.Word, Migration["args"].Texts[0]);
        Assert.Contains(Assert.Single(Migration["args"].Texts.Skip(1)), SiloCommand.Commands.Keys);
        Assert.Equal("false", EnvironmentOf(Silo)["OrleansSaga__Storage__AutoMigrate"]);
    }

    [Fact]
    public void Images_AreTheOneThatKustomizeNames() =>
        Assert.All([Silo, Migration], container => Assert.Contains(Kustomization["images"].Items, image => image["name"].Text == container["image"].Text));

    [Fact]
    public void Pods_AreRestricted_AndRunAsTheImagesUser() => Assert.All([StatefulSet, Job], workload =>
    {
        var pod = workload["spec", "template", "spec"];
        var user = pod["securityContext"];
        Assert.Equal(("true", "RuntimeDefault"), (user["runAsNonRoot"].Text, user["seccompProfile", "type"].Text));
        Assert.Equal(Dockerfile.Last("USER"), $"{user["runAsUser"].Text}:{user["runAsGroup"].Text}");
        var container = Assert.Single(pod["containers"].Items)["securityContext"];
        Assert.Equal(("false", "true"), (container["allowPrivilegeEscalation"].Text, container["readOnlyRootFilesystem"].Text));
        Assert.Equal(["ALL"], container["capabilities", "drop"].Texts);
        Assert.Equal(("false", "false"), (pod["automountServiceAccountToken"].Text, pod["enableServiceLinks"].Text));
    });

    [Fact]
    public void Secret_HasNoValueThatCouldBeUsed()
    {
        var secret = Kustomization["secretGenerator"].Items.Single();
        var file = secret["envs"].Texts.Single();
        var example = File.ReadAllLines(Yaml.PathOf($"{Folder}/{file}.example")).Where(line => !line.StartsWith('#')).Select(line => line.Split('=', 2)).ToList();
        var used = Objects.SelectMany(one => one.All()).Select(node => node["secretKeyRef"]).Where(reference => reference.Exists).ToList();

        Assert.All(example, entry => Assert.Equal("", entry[1]));
        Assert.Equal(example.Select(entry => entry[0]).Order(StringComparer.Ordinal), used.Select(reference => reference["key"].Text).Distinct().Order(StringComparer.Ordinal));
        Assert.All(used, reference => Assert.Equal(secret["name"].Text, reference["name"].Text));
        Assert.Contains(file, File.ReadAllLines(Yaml.PathOf(".gitignore")));
        Assert.Empty(OfKinds("Secret"));
    }

    /// <summary>The container's environment as Kubernetes would make it: references get sample values, <c>$(NAME)</c> what was set before.</summary>
    private static Dictionary<string, string> EnvironmentOf(Yaml container)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in container["env"].Items)
        {
            var value = entry["value"].Text;
            foreach (var (name, known) in environment)
                value = value.Replace($"$({name})", known, StringComparison.Ordinal);
            Assert.DoesNotContain("$(", value, StringComparison.Ordinal);
            environment.Add(entry["name"].Text, entry["valueFrom"].Exists ? SampleOf(entry["valueFrom"]) : value);
        }

        return environment;
    }

    private static string SampleOf(Yaml source) => (source["fieldRef", "fieldPath"].Text, source["secretKeyRef", "key"].Text) switch
    {
        ("metadata.name", "") => "orleanssaga-0",
        ("status.podIP", "") => "10.1.2.3",
        ("", "cluster-secret") => Interpolation.Sample,
        ("", "connection-string" or "migration-connection-string") => "Host=db;Username=saga;Database=saga",
        var (field, key) => throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"{field}{key}: unknown source")),
    };

    private static Yaml OfKind(string kind) => Assert.Single(OfKinds(kind));

    private static IEnumerable<Yaml> OfKinds(string kind) => Objects.Where(one => one["kind"].Text == kind);

    private static List<string> SelectorOf(Yaml one) => LabelsIn(one["spec", "selector", "matchLabels"]);

    private static List<string> LabelsIn(Yaml map) => [.. map.Entries.Select(entry => $"{entry.Key}={entry.Value.Text}").Order(StringComparer.Ordinal)];
}
