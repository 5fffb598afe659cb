using System.Text.RegularExpressions;

namespace OrleansSaga.Deploy.Tests;

/// <summary>The workflow builds what there is, with no more rights than it needs.</summary>
public sealed partial class WorkflowTests(RunningSilo silo)
{
    private static readonly Yaml Workflow = Assert.Single(Yaml.Read(".github/workflows/ci.yml"));
    private static readonly IReadOnlyList<Yaml> Steps = [.. Workflow["jobs"].Entries.Values.SelectMany(job => job["steps"].Items)];

    [Fact]
    public void Jobs_AreForBothRuntimes() =>
        Assert.All(Workflow["jobs"].Entries.Values, job =>
        {
            Assert.Equal(["Embedded", "Orleans"], job["strategy", "matrix", "runtime"].Texts);
            Assert.Contains("${{ matrix.runtime }}", job["env"].Entries.Values.Select(value => value.Text));
        });

    [Fact]
    public void Variables_OfTheRuntime_AreReadByTheBuilds()
    {
        Assert.Contains("<ActorRuntime Condition=\"'$(ActorRuntime)' == ''\">", File.ReadAllText(Yaml.PathOf("Directory.Build.props")), StringComparison.Ordinal);
        Assert.True(Workflow["jobs", "test", "env", "ActorRuntime"].Exists);
        Assert.Contains(Yaml.Read("docker-compose.yml")[0].Scalars(), text => text.StartsWith("${ACTOR_RUNTIME:-", StringComparison.Ordinal));
        Assert.True(Workflow["jobs", "containers", "env", "ACTOR_RUNTIME"].Exists);
    }

    [Fact]
    public void Actions_ArePinnedToACommit_AndMayOnlyRead()
    {
        Assert.All(Steps.Select(step => step["uses"].Text).Where(action => action.Length > 0), action => Assert.Matches(Pinned(), action));
        Assert.Equal(("contents", "read"), Workflow["permissions"].Entries.Select(entry => (entry.Key, entry.Value.Text)).Single());
        Assert.All(Workflow["jobs"].Entries.Values, job => Assert.False(job["permissions"].Exists));
    }

    [Fact]
    public void Commands_NameFilesServicesAndPathsThatAreThere()
    {
        var script = string.Join('\n', Steps.Select(step => step["run"].Text));

        Assert.All(Paths().Matches(script).Select(match => match.Value).Where(path => !path.EndsWith("/secrets.env", StringComparison.Ordinal)), path => Assert.True(Path.Exists(Yaml.PathOf(path)), path));
        Assert.All(Urls().Matches(script).Select(match => match.Groups["path"].Value), path => Assert.Contains(path, silo.Routes));
        Assert.All(Urls().Matches(script).Select(match => match.Groups["port"].Value), port => Assert.Contains(port, NginxTests.Listening));
        Assert.All(Variables().Matches(script).Select(match => match.Groups[1].Value), name => Assert.Contains(Yaml.Read("docker-compose.yml")[0].Scalars(), text => Interpolation.Required(text).Contains(name)));
    }

    [GeneratedRegex("^[a-z-]+/[a-z-]+@[0-9a-f]{40}$")]
    private static partial Regex Pinned();

    [GeneratedRegex(@"(?<![\w/])(deploy|\.ci|docs)/[\w./-]+")]
    private static partial Regex Paths();

    [GeneratedRegex(@"http://(127\.0\.0\.1|nginx):(?<port>\d+)(?<path>/[\w/]+)")]
    private static partial Regex Urls();

    [GeneratedRegex(@"(ORLEANSSAGA_\w+)=")]
    private static partial Regex Variables();
}
