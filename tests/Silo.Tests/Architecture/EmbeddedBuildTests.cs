using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;

namespace OrleansSaga.Silo.Tests.Architecture;

/// <summary>The default build must restore and run where Orleans' packages cannot be had.</summary>
public sealed class EmbeddedBuildTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Build_HasNoOrleansPackage()
    {
        var packages = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "OrleansSaga.Silo.Tests.deps.json"), Cancel);

        Assert.Contains("Npgsql/", packages, StringComparison.Ordinal);
        Assert.DoesNotContain("Microsoft.Orleans", packages, StringComparison.Ordinal);
    }

    /// <summary>Whatever of the solution has been built: artifacts/Embedded/bin/PROJECT/CONFIGURATION.</summary>
    [Fact]
    public void Assemblies_ReferenceNothingOfOrleans()
    {
        var here = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var files = here.Parent!.Parent!.GetDirectories()
            .SelectMany(project => new DirectoryInfo(Path.Combine(project.FullName, here.Name)) is { Exists: true } built ? built.GetFiles("*.dll") : [])
            .ToList();

        Assert.Contains(files, file => file.Name == "OrleansSaga.Silo.dll");
        Assert.DoesNotContain(files, file => IsOfOrleans(Path.GetFileNameWithoutExtension(file.Name)));
        Assert.All(files.Where(file => file.Name.StartsWith("OrleansSaga.", StringComparison.Ordinal)), file => Assert.DoesNotContain(ReferencesOf(file), IsOfOrleans));
    }

    /// <summary>In the files: so of every project, built here or not.</summary>
    [Fact]
    public void Projects_NameOrleansPackages_OnlyForItsRuntime()
    {
        var named = Repository.Files("", "*.csproj").Concat(Repository.Files("", "*.props")).Concat(Repository.Files("", "*.targets"))
            .SelectMany(file => XDocument.Load(file).Descendants())
            .Where(item => item.Name.LocalName is "PackageReference" or "PackageVersion" && IsOfOrleans(item.Attribute("Include")?.Value ?? ""))
            .ToList();

        Assert.True(named.Count > 7, $"Only {named.Count} packages were found.");
        Assert.All(named, item => Assert.Equal("'$(ActorRuntime)' == 'Orleans'", item.Parent!.Attribute("Condition")?.Value));
    }

    private static bool IsOfOrleans(string name) => name.StartsWith("Microsoft.Orleans", StringComparison.Ordinal) || name == "Orleans" || name.StartsWith("Orleans.", StringComparison.Ordinal);

    private static List<string> ReferencesOf(FileInfo file)
    {
        using var stream = file.OpenRead();
        using var image = new PEReader(stream);
        var metadata = image.GetMetadataReader();
        return [.. metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name))];
    }
}
