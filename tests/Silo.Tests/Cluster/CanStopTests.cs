using OrleansSaga.Silo.Operations;
using OrleansSaga.Storage.Membership;

namespace OrleansSaga.Silo.Tests.Cluster;

/// <summary>May this silo stop?</summary>
public sealed class CanStopTests : IDisposable
{
    private readonly MemorySilos _silos = new();
    private readonly Village _village;

    public CanStopTests()
    {
        _village = new Village(_silos.Open);
        _village.Join("a");
    }

    [Fact]
    public async Task Other_Active_Yes()
    {
        _village.Join("b");

        var (code, answer) = await AskAsync("a");

        Assert.Equal((SiloExit.Yes, true), (code, answer.Contains("'b'", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Other_None_No()
    {
        var (code, answer) = await AskAsync("a");

        Assert.Equal((SiloExit.No, true), (code, answer.Contains("there is no other silo", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(false, "beat stands still")]
    [InlineData(true, "'b' is leaving")]
    public async Task Other_StillOrLeaving_No(bool isLeaving, string why)
    {
        var b = _village.Join("b");
        b.IsUp = isLeaving;
        if (isLeaving)
            b.Agent.Become(SiloState.Leaving);

        var (code, answer) = await AskAsync("a");

        Assert.Equal((SiloExit.No, true), (code, answer.Contains(why, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Silo_Unknown_CannotTell()
    {
        var (code, answer) = await AskAsync("z");

        Assert.Equal((SiloExit.Unknown, true), (code, answer.Contains("'a'", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("silo can-stop --OrleansSaga:Storage:Provider=sqlite")]
    [InlineData("silo can-stop --OrleansSaga:Storage:Provider=oracle")]
    [InlineData("silo can-stop --OrleansSaga:Storage:Provider=postgres --OrleansSaga:Storage:ConnectionString=Host=127.0.0.1;Port=1")]
    public async Task Command_ThatCannotAsk_CannotTell(string line)
    {
        var errors = new StringWriter();

        Assert.Equal(SiloExit.Unknown, await SiloCommand.RunAsync(line.Split(' '), TextWriter.Null, errors, TimeProvider.System));
        Assert.StartsWith("silo can-stop: ", errors.ToString(), StringComparison.Ordinal);
    }

    public void Dispose() => _village.Dispose();

    private async Task<(int Code, string Answer)> AskAsync(string name)
    {
        using var table = _silos.Open("nobody");
        var asked = CanStop.AskAsync(table, name, _village.Time);
        while (!asked.IsCompleted)
        {
            if (_village.Time.ArmedTimers > 0)
                _village.Run(0.5);
            await Task.Yield();
        }

        return await asked;
    }
}
