using OrleansSaga.Silo.Import;

namespace OrleansSaga.Silo.Tests.Import;

public sealed class ImportArgumentsTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Parse_AllWords_AreTakenOutOfConfiguration()
    {
        var (arguments, fault) = ImportArguments.Parse(
            ["--OrleansSaga:Storage:Provider", "postgres", "import-dtm", "--from=Host=db;Password=p=q", "--schema", "s", "--settle=30", "--apply", "--json", "--OrleansSaga:Storage:ConnectionString=Host=x", "--contentRoot", "/tmp"]);

        Assert.Null(fault);
        Assert.Equal(("Host=db;Password=p=q", "s", TimeSpan.FromSeconds(30), true, true), (arguments!.From, arguments.Schema, arguments.Settle, arguments.Apply, arguments.Json));
        Assert.Equal(["--OrleansSaga:Storage:Provider", "postgres", "--OrleansSaga:Storage:ConnectionString=Host=x", "--contentRoot", "/tmp"], arguments.Configuration);
    }

    [Fact]
    public void Parse_OnlyWhatIsRequired_HasDtmsDefaults()
    {
        var (arguments, _) = ImportArguments.Parse(["import-dtm", "--from", "Host=db"]);

        Assert.Equal(("public", TimeSpan.FromSeconds(15), false, false), (arguments!.Schema, arguments.Settle, arguments.Apply, arguments.Json));
    }

    [Theory]
    [InlineData("", "--from: missing")]
    [InlineData("--apply", "--from: missing")]
    [InlineData("--from", "--from: the value is missing")]
    [InlineData("--from=", "--from: the value is missing")]
    [InlineData("--from x --settle 0", "--settle: not a whole number from 1 to 3600")]
    [InlineData("--from x --settle -5", "--settle: not a whole number from 1 to 3600")]
    [InlineData("--from x --settle 3601", "--settle: not a whole number from 1 to 3600")]
    [InlineData("--from x --settle soon", "--settle: not a whole number from 1 to 3600")]
    [InlineData("--from x --aply", "--aply: unknown")]
    [InlineData("--from x --apply=yes", "--apply: unknown")]
    [InlineData("--from x extra", "extra: unknown")]
    [InlineData("--from x --demo", "--demo: unknown")]
    [InlineData("--from x --OrleansSaga:Storage:Provider=memory --apply", "OrleansSaga:Storage:Provider")]
    [InlineData("--from Host=a;Password=hunter2;Nonsense=1", "--from: not a PostgreSQL connection string")]
    [InlineData("--from Username=dtm;Password=hunter2", "--from: not a PostgreSQL connection string")]
    public async Task WrongCommandLine_Returns2_AndSaysWhatAndHow(string line, string what)
    {
        var outcome = await ImportOutcome.RunAsync(line.Replace("--from x", "--from Host=127.0.0.1", StringComparison.Ordinal).Split(' ', StringSplitOptions.RemoveEmptyEntries), Cancel);

        Assert.Equal((2, ""), (outcome.Code, outcome.Output));
        Assert.StartsWith($"import-dtm: {what}", outcome.Errors, StringComparison.Ordinal);
        Assert.Contains("Usage: import-dtm --from", outcome.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", outcome.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WrongConfiguration_Returns1_AndNamesTheKeys()
    {
        var outcome = await ImportOutcome.RunAsync(["--from", "Host=127.0.0.1", "--OrleansSaga:Storage:Provider=oracle", "--OrleansSaga:Limits:Steps=x"], Cancel);

        Assert.Equal(1, outcome.Code);
        Assert.Contains("OrleansSaga:Storage:Provider", outcome.Errors, StringComparison.Ordinal);
        Assert.Contains("OrleansSaga:Limits:Steps", outcome.Errors, StringComparison.Ordinal);
    }
}
