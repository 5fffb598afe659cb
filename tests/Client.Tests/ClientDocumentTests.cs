namespace OrleansSaga.Client.Tests;

/// <summary>What the client is built on, and what README shows of it.</summary>
public sealed class ClientDocumentTests
{
    [Fact]
    public void Client_KnowsTheContractsOnly()
    {
        var ours = typeof(ITransactionClient).Assembly.GetReferencedAssemblies().Select(name => name.Name!).Where(name => name.StartsWith("OrleansSaga.", StringComparison.Ordinal));

        Assert.Empty(ours.Except(["OrleansSaga.Grains.Interfaces", "OrleansSaga.Runtime.Abstractions"]));
    }

    [Fact]
    public void Readme_ShowsTheSampleThatIsBuilt()
    {
        var readme = File.ReadAllLines(Path.Combine(Repository.Root, "README.md"));
        var begin = Array.IndexOf(readme, "```csharp");
        var shown = readme.Skip(begin + 1).TakeWhile(line => line != "```").Select(line => line.Trim());
        var sample = File.ReadLines(Path.Combine(Repository.Root, "samples", "Transfers", "TransferService.cs")).Select(line => line.Trim());

        Assert.True(begin >= 0);
        Assert.Contains(string.Join('\n', shown), string.Join('\n', sample), StringComparison.Ordinal);
    }
}
