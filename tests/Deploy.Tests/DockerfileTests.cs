using System.Globalization;
using System.Text.Json;
using OrleansSaga.Silo;
using OrleansSaga.Silo.Operations;
using OrleansSaga.Silo.Options;
using OrleansSaga.Storage;

namespace OrleansSaga.Deploy.Tests;

/// <summary>What the Dockerfile names exists in the code.</summary>
public sealed class DockerfileTests
{
    private static readonly string Program = $"{typeof(SiloHost).Assembly.GetName().Name}.dll";

    [Fact]
    public void Entrypoint_IsTheServer() => Assert.Equal(["dotnet", Program], Dockerfile.Entrypoint);

    [Fact]
    public void HealthCheck_IsACommandOfTheServer()
    {
        var check = Dockerfile.Last("HEALTHCHECK");
        var command = JsonSerializer.Deserialize<string[]>(check[check.IndexOf('[', StringComparison.Ordinal)..])!;

        Assert.Equal(["dotnet", Program, SiloCommand.Word], command[..3]);
        Assert.Contains(Assert.Single(command[3..]), SiloCommand.Commands.Keys);
    }

    [Fact]
    public void Ports_AreTheDefaults() =>
        Assert.Equal(
            new[] { new ApiOptions().HttpPort, new ApiOptions().GrpcPort, new ClusterOptions().Port }.Select(port => port.ToString(CultureInfo.InvariantCulture)),
            Dockerfile.Last("EXPOSE").Split(' '));

    [Fact]
    public void User_IsANumberAndNotRoot() => Assert.All(Dockerfile.Last("USER").Split(':'), id => Assert.True(int.Parse(id, CultureInfo.InvariantCulture) > 0));

    [Fact]
    public void Environment_IsRead() => Assert.Empty(SettingsCheck.Faults(Dockerfile.Environment));

    [Fact]
    public void Volume_IsWhereSqliteWrites_AndBelongsToTheUser()
    {
        var storage = new StorageOptions();
        StoragePath.UnderContentRoot(storage, Dockerfile.Last("WORKDIR"));

        Assert.Equal(Path.GetDirectoryName(storage.ConnectionString), Dockerfile.Last("VOLUME"));
        Assert.Contains($"--from=build --chown={Dockerfile.Last("USER")} /out/data data", Dockerfile.Rests("COPY"));
    }

    [Fact]
    public void Publish_BuildsAProjectForTheRuntimeThatIsAskedFor()
    {
        var publish = Dockerfile.Last("RUN").Split("dotnet publish ")[1].Split(' ');

        Assert.True(File.Exists(Yaml.PathOf($"{publish[0]}/{publish[0]}.csproj")));
        Assert.Contains("-p:ActorRuntime=$ACTOR_RUNTIME", publish);
        Assert.Equal("ACTOR_RUNTIME=Embedded", Dockerfile.Last("ARG"));
    }

    /// <summary>What the build reads of the repository is not left out.</summary>
    [Fact]
    public void Ignored_IsNothingThatTheBuildNeeds()
    {
        var ignored = File.ReadAllLines(Yaml.PathOf(".dockerignore")).Where(line => line.Length > 0 && !line.StartsWith('#')).ToList();

        Assert.All(["Silo", "Grains", "Grains.Interfaces", "Runtime", "Runtime.Abstractions", "Storage", "samples", "eng", "Directory.Build.props", "Directory.Packages.props", "global.json", ".editorconfig"], name =>
        {
            Assert.True(Path.Exists(Yaml.PathOf(name)), name);
            Assert.DoesNotContain(name, ignored);
        });
        Assert.All([".git", ".env", "**/secrets.env"], name => Assert.Contains(name, ignored));
        Assert.DoesNotContain(Directory.EnumerateDirectories(Yaml.PathOf("Silo"), "data", SearchOption.AllDirectories), folder => Directory.EnumerateFiles(folder, "*.cs").Any());
    }
}
