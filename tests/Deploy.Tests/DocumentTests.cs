using System.Text.RegularExpressions;
using OrleansSaga.Silo.Operations;

namespace OrleansSaga.Deploy.Tests;

/// <summary>What docs/operations/containers.md tells people to type exists.</summary>
public sealed partial class DocumentTests
{
    private static readonly string Text = File.ReadAllText(Yaml.PathOf("docs/operations/containers.md"));

    [Fact]
    public void Commands_AreTheServers() => Assert.All(Commands().Matches(Text).Select(match => match.Groups[1].Value), command => Assert.Contains(command, SiloCommand.Commands.Keys));

    [Fact]
    public void Files_AreThere() =>
        Assert.All(Files().Matches(Text).Select(match => match.Value).Where(path => !path.EndsWith("/secrets.env", StringComparison.Ordinal)), path => Assert.True(Path.Exists(Yaml.PathOf(path)), path));

    [Fact]
    public void Variables_AreThoseOfCompose() => Assert.All(
        Variables().Matches(Text).Select(match => match.Value).Distinct(),
        name => Assert.Contains("${" + name + ":", File.ReadAllText(Yaml.PathOf("docker-compose.yml")), StringComparison.Ordinal));

    [Fact]
    public void Ports_AreThoseThatComposePublishes() => Assert.All(
        Yaml.Read("docker-compose.yml")[0]["services"].Entries.Values.SelectMany(service => service["ports"].Texts),
        port => Assert.Contains(port.Split(':')[1], Text, StringComparison.Ordinal));

    [GeneratedRegex("(?:`|dll )silo ([a-z-]+)")]
    private static partial Regex Commands();

    [GeneratedRegex(@"deploy/[\w./-]*\w")]
    private static partial Regex Files();

    [GeneratedRegex("ORLEANSSAGA_[A-Z_]+|ACTOR_RUNTIME")]
    private static partial Regex Variables();
}
