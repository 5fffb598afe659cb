using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace OrleansSaga.Silo.Tests.Architecture;

/// <summary>Who may know whom (ARCHITECTURE.md): read from the project files, the sources and what was built.</summary>
public sealed partial class LayerTests
{
    /// <summary>Each project, and all that it references. A new project must find its place here.</summary>
    public static TheoryData<string, string[]> Layers => new()
    {
        { "Runtime.Abstractions", [] },
        { "Ownership", [] },
        { "Runtime", ["Ownership", "Runtime.Abstractions"] },
        { "Grains.Interfaces", ["Runtime.Abstractions"] },
        { "Grains", ["Grains.Interfaces"] },
        { "Client", ["Grains.Interfaces"] },
        { "Transfers", ["Client"] },
        { "Storage", ["Grains"] },
        { "Bank", [] },
        { "Silo", ["Bank", "Grains", "Ownership", "Runtime", "Storage"] },
        { "benchmarks", ["Faults", "Silo", "TestKit"] },
    };

    [Theory]
    [MemberData(nameof(Layers))]
    public void Project_References_OnlyTheLayersBelow(string project, string[] references) =>
        Assert.Equal(references, ReferencesOf(Assert.Single(Projects(), file => NameOf(file) == project)));

    [Fact]
    public void Projects_OutsideOfTests_AllHaveALayer() =>
        Assert.Equal(
            Layers.Select(row => row.Data.Item1).Order(StringComparer.Ordinal),
            Projects().Where(file => !IsTest(file)).Select(NameOf).Order(StringComparer.Ordinal));

    [Fact]
    public void Runtime_IsSeen_OnlyBySiloAndTests() =>
        Assert.Equal(
            ["Silo"],
            Projects().Where(file => !IsTest(file) && ReferencesOf(file).Contains("Runtime")).Select(NameOf));

    [Theory]
    [InlineData("Grains.Interfaces", 10)]
    [InlineData("Grains", 40)]
    public void GrainSources_NameNeitherRuntime(string folder, int atLeast)
    {
        var files = Repository.Files(folder, "*.cs").ToList();

        Assert.True(files.Count >= atLeast, $"Only {files.Count} files were found under {folder}.");
        Assert.DoesNotContain(files.SelectMany(Lines), line => RuntimeName().IsMatch(line.Text));
    }

    /// <summary>A decision follows from its arguments alone: no clock, no randomness, no input or output, nothing to wait for.</summary>
    [Fact]
    public void KernelSources_NameNothingImpure()
    {
        var files = Repository.Files(Path.Combine("Grains", "Kernel"), "*.cs").ToList();

        Assert.True(files.Count >= 20, $"Only {files.Count} files were found.");
        Assert.DoesNotContain(files.SelectMany(Lines), line => !line.Text.TrimStart().StartsWith("//", StringComparison.Ordinal) && Impure().IsMatch(line.Text));
    }

    [Fact]
    public void GrainAssemblies_ReferenceNoDatabaseWebServerOrHost()
    {
        string[] forbidden = ["Npgsql", "Microsoft.Data.", "SQLitePCL", "Microsoft.AspNetCore.", "OrleansSaga.Runtime,", "OrleansSaga.Storage,", "OrleansSaga.Silo,"];

        var references = new[] { typeof(Grains.ITransactionGrain).Assembly, typeof(Grains.Transactions.TransactionGrain).Assembly }
            .SelectMany(assembly => assembly.GetReferencedAssemblies()).Select(name => name.FullName).ToList();

        Assert.Contains(references, name => name.StartsWith("OrleansSaga.Grains.Interfaces,", StringComparison.Ordinal));
        Assert.DoesNotContain(references, name => forbidden.Any(start => name.StartsWith(start, StringComparison.Ordinal)));
    }

    private static IEnumerable<string> Projects() => Repository.Files("", "*.csproj");

    private static bool IsTest(string project) => project.StartsWith(Path.Combine(Repository.Root, "tests") + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    private static string NameOf(string project) => Path.GetFileNameWithoutExtension(project);

    private static IEnumerable<string> ReferencesOf(string project) =>
        XDocument.Load(project).Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value))
            .Order(StringComparer.Ordinal);

    private static IEnumerable<(string File, int Number, string Text)> Lines(string file) =>
        File.ReadLines(file).Select((text, i) => (Path.GetRelativePath(Repository.Root, file), i + 1, text));

    [GeneratedRegex(@"\bOrleansSaga\.Runtime\b|\bOrleans\.|^\s*#if\b|^\s*using Orleans;")]
    private static partial Regex RuntimeName();

    [GeneratedRegex(@"\basync\b|\bawait\b|\bTask\b|\bRandom\.|\bTimeProvider\b|\.UtcNow\b|\bNewGuid\b|\bCreateVersion7\b|\bIJournal\b|\bILogger\b|\bHttpClient\b|\bFile\.|\bEnvironment\.")]
    private static partial Regex Impure();
}
