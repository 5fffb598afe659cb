namespace OrleansSaga.Deploy.Tests;

/// <summary>What checks the files can fail.</summary>
public sealed class CheckerTests
{
    [Theory]
    [InlineData("OrleansSaga__Cluster__Nane", "a", "OrleansSaga__Cluster__Nane: unknown key")]
    [InlineData("OrleansSaga__cluster__Name", "a", "OrleansSaga__cluster__Name: unknown key")]
    [InlineData("OrleansSaga_Cluster_Name", "a", "OrleansSaga_Cluster_Name: nobody reads it")]
    [InlineData("OrleansSaga__Api__HttpPort", "many", "OrleansSaga:Api:HttpPort: 'many' is not a whole number")]
    [InlineData("OrleansSaga__Api__BindAddress", "0.0.0.0", "OrleansSaga:Api:BindAddress: 0.0.0.0 is not loopback")]
    public void Environment_Wrong_IsReported(string name, string value, string fault) =>
        Assert.Contains(SettingsCheck.Faults(new Dictionary<string, string> { [name] = value }), found => found.StartsWith(fault, StringComparison.Ordinal));

    [Fact]
    public void Environment_Right_IsNotReported() =>
        Assert.Empty(SettingsCheck.Faults(new Dictionary<string, string> { ["OrleansSaga__Api__HttpPort"] = "80", ["IS_DOCKER"] = "1" }));

    [Fact]
    public async Task Path_NotServed_IsReported()
    {
        await using var silo = new RunningSilo();
        await silo.InitializeAsync();

        Assert.False(await silo.AnswersAsync("/health/read", TestContext.Current.CancellationToken));
        Assert.True(await silo.AnswersAsync("/health/live", TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("${NET:-10.1}.11", "10.1.11")]
    [InlineData("a=${SECRET:?set it}", "a=" + Interpolation.Sample)]
    public void Variable_WithDefaultOrMessage_IsResolved(string text, string expected) => Assert.Equal(expected, Interpolation.Resolve(text));

    [Theory]
    [InlineData("${SECRET}")]
    [InlineData("${SECRET:?}")]
    public void Variable_ThatMayBeMissing_IsRefused(string text) => Assert.Throws<FormatException>(() => Interpolation.Resolve(text));

    [Fact]
    public void Yaml_MergedAndAliased_IsOneMap()
    {
        var document = Assert.Single(Yaml.Parse(new StringReader("x: &x\n  a: 1\n  b: &b c\ny:\n  <<: *x\n  a: 2\n  d: *b\n")));

        Assert.Equal(["2", "c", "c"], ((string[])["a", "b", "d"]).Select(key => document["y", key].Text));
        Assert.False(document["y", "e", "f"].Exists);
    }

    [Fact]
    public void Nginx_Blocks_AreRead()
    {
        var servers = NginxFile.Parse("upstream a { server b:1 max_fails=3; } # comment; {\nserver { listen 2; location ~ ^/x { return 403; } }");

        Assert.Equal(["b:1", "max_fails=3"], servers.Single(block => block.Name == "upstream").Children.Single().Arguments);
        Assert.Equal(["~", "^/x"], servers.Single(block => block.Name == "server").Children.Single(child => child.Name == "location").Arguments);
    }
}
