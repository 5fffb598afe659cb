using OrleansSaga.Silo.Operations;

namespace OrleansSaga.Silo.Tests.Operations;

/// <summary>Commands about silos that are none, or are given what they cannot use.</summary>
public sealed class SiloCommandTests
{
    [Theory]
    [InlineData("silo")]
    [InlineData("silo can-start")]
    [InlineData("silo --OrleansSaga:Cluster:Name=a")]
    [InlineData("migrate")]
    public async Task Command_Unknown_SaysHow(string line)
    {
        var (code, errors) = await RunAsync(line);

        Assert.Equal(SiloExit.Unknown, code);
        Assert.All(SiloCommand.Commands.Keys, command => Assert.Contains($"silo {command} ", errors, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("silo healthy --OrleansSaga:Api:HttpPort=many", "OrleansSaga:Api:HttpPort")]
    [InlineData("silo healthy --OrleansSaga:Api:HttpPort=0", "OrleansSaga:Api:HttpPort")]
    [InlineData("silo healthy perhaps", "'perhaps' is none of ready, live, startup")]
    [InlineData("silo healthy ready live", "'ready live'")]
    [InlineData("silo migrate --OrleansSaga:Storage:Provider=postgres", "OrleansSaga:Storage:ConnectionString")]
    [InlineData("silo migrate --OrleansSaga:Storage:Provider=memory", "has no schema")]
    [InlineData("silo migrate down --OrleansSaga:Storage:Provider=memory", "'down'")]
    public async Task Command_ConfigurationThatIsOfNoUse_CannotTell(string line, string why)
    {
        var (code, errors) = await RunAsync(line);

        Assert.Equal(SiloExit.Unknown, code);
        Assert.StartsWith(string.Join(' ', line.Split(' ')[..2]) + ": ", errors, StringComparison.Ordinal);
        Assert.Contains(why, errors, StringComparison.Ordinal);
    }

    private static async Task<(int Code, string Errors)> RunAsync(string line)
    {
        var errors = new StringWriter();
        return (await SiloCommand.RunAsync(line.Split(' '), TextWriter.Null, errors, TimeProvider.System), errors.ToString());
    }
}
