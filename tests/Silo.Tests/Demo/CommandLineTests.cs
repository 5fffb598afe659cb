namespace OrleansSaga.Silo.Tests;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("", false, null, "")]
    [InlineData("--demo", true, null, "")]
    [InlineData("--demo --seconds 10", true, 10, "")]
    [InlineData("--seconds 10 --demo", true, 10, "")]
    [InlineData("--demo --seconds=86400", true, 86400, "")]
    [InlineData("--demo --seconds 1 --seconds 2", true, 2, "")]
    [InlineData("--OrleansSaga:Api:HttpPort 0 --demo", true, null, "--OrleansSaga:Api:HttpPort 0")]
    [InlineData("--OrleansSaga:Api:HttpPort=0 --demo --seconds 3 --Logging:LogLevel:Default Debug", true, 3, "--OrleansSaga:Api:HttpPort=0 --Logging:LogLevel:Default Debug")]
    [InlineData("--environment Production --contentRoot=/srv", false, null, "--environment Production --contentRoot=/srv")]
    public void Parse_Words_AreTakenOutOfConfiguration(string line, bool demo, int? seconds, string rest)
    {
        var command = CommandLine.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.Null(command.Fault);
        Assert.Equal((demo, seconds, rest), (command.Demo, command.Seconds, string.Join(' ', command.Configuration)));
    }

    [Theory]
    [InlineData("migrate", "migrate")]
    [InlineData("demo", "demo")]
    [InlineData("--seconds 10", "--seconds")]
    [InlineData("--demo=yes", "--demo")]
    [InlineData("--demo --second=10", "--second")]
    [InlineData("OrleansSaga:Api:HttpPort=0", "OrleansSaga:Api:HttpPort")]
    [InlineData("--OrleansSaga:Api:HttpPort 0 1", "1")]
    public void Parse_UnknownWord_IsAFaultThatNamesItAndSaysWhatThereIs(string line, string word)
    {
        var fault = CommandLine.Parse(line.Split(' ')).Fault;

        Assert.StartsWith($"{word}: unknown", fault, StringComparison.Ordinal);
        Assert.Contains("silo can-stop | healthy | migrate", fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    [InlineData("--demo --help")]
    public void Parse_Help_IsAskedFor(string line) => Assert.True(CommandLine.Parse(line.Split(' ')).Help);

    [Theory]
    [InlineData("--demo --seconds")]
    [InlineData("--demo --seconds 0")]
    [InlineData("--demo --seconds -1")]
    [InlineData("--demo --seconds 1.5")]
    [InlineData("--demo --seconds=")]
    [InlineData("--demo --seconds ten")]
    [InlineData("--demo --seconds 86401")]
    [InlineData("--demo --seconds 99999999999")]
    public void Parse_BadSeconds_IsAFaultThatNamesThem(string line) =>
        Assert.Contains("--seconds", CommandLine.Parse(line.Split(' ')).Fault, StringComparison.Ordinal);
}
