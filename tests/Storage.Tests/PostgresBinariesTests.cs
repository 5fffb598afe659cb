namespace OrleansSaga.Storage.Tests;

/// <summary>Finding an installed PostgreSQL.</summary>
public sealed class PostgresBinariesTests : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("saga-binaries-");

    public void Dispose() => _root.Delete(recursive: true);

    [Fact]
    public void Find_LinkToNothing_IsNotInstalled()
    {
        var dangling = Folder("dangling");
        File.CreateSymbolicLink(Path.Combine(dangling, "initdb"), Path.Combine(dangling, "gone"));
        var chain = Folder("chain");
        File.CreateSymbolicLink(Path.Combine(chain, "initdb"), Path.Combine(dangling, "initdb"));

        Assert.Null(PostgresBinaries.FindIn([dangling, chain, Folder("empty"), Path.Combine(_root.FullName, "missing")]));
    }

    [Fact]
    public void Find_LinkToAProgram_IsInstalled()
    {
        var real = Folder("real");
        File.WriteAllText(Path.Combine(real, "initdb"), "");
        var linked = Folder("linked");
        File.CreateSymbolicLink(Path.Combine(linked, "initdb"), Path.Combine(real, "initdb"));

        Assert.Equal(Path.Combine(linked, "psql"), PostgresBinaries.FindIn([Folder("empty"), linked, real])!["psql"]);
        Assert.Equal(Path.Combine(real, "psql"), PostgresBinaries.FindIn([real])!["psql"]);
    }

    private string Folder(string name) => _root.CreateSubdirectory(name).FullName;
}
