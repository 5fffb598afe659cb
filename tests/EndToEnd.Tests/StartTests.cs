using System.Net;
using System.Net.Sockets;

namespace OrleansSaga.EndToEnd.Tests;

/// <summary>What a process says and returns when it cannot start, and README's own commands.</summary>
public sealed class StartTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact(Timeout = 60_000)]
    public async Task Start_ManyFaults_AreAllNamedAtOnceWithExitCode78()
    {
        var (code, output) = await ServerProcess.RunAsync(
            ["--OrleansSaga:Storage:Provider=oracle", "--OrleansSaga:Api:HttpPort=many", "--OrleansSaga:Retry:BaseSecond=3", "--OrleansSaga:Limits:Steps=x"], Path.GetTempPath(), Cancel);

        Assert.Equal(78, code);
        Assert.All(["OrleansSaga:Storage:Provider", "OrleansSaga:Api:HttpPort", "OrleansSaga:Retry:BaseSecond", "OrleansSaga:Limits:Steps"], key => Assert.Contains(key, output, StringComparison.Ordinal));
    }

    [Theory(Timeout = 60_000)]
    [InlineData("0.0.0.0")]
    [InlineData("192.0.2.1")]
    [InlineData("::")]
    public async Task Start_BindBeyondLoopback_IsRefusedAndNamesTheSwitch(string address)
    {
        var (code, output) = await ServerProcess.RunAsync([$"--OrleansSaga:Api:BindAddress={address}", "--OrleansSaga:Storage:Provider=memory"], Path.GetTempPath(), Cancel);

        Assert.Equal(78, code);
        Assert.Contains("OrleansSaga:Security:AllowInsecurePublicBind", output, StringComparison.Ordinal);
    }

    [Fact(Timeout = 60_000)]
    public async Task Start_PortInUse_SaysSo()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        var (code, output) = await ServerProcess.RunAsync([$"--OrleansSaga:Api:HttpPort={port}", "--OrleansSaga:Storage:Provider=memory"], Path.GetTempPath(), Cancel);

        Assert.Equal(78, code);
        Assert.Contains("OrleansSaga:Api:HttpPort", output, StringComparison.Ordinal);
    }

    /// <summary>An address of another machine (RFC 5737 has some that nobody has).</summary>
    [Fact(Timeout = 60_000)]
    public async Task Start_AddressOfAnotherMachine_IsRefusedAndNamesTheKey()
    {
        var (code, output) = await ServerProcess.RunAsync(
            ["--OrleansSaga:Api:BindAddress=192.0.2.1", "--OrleansSaga:Security:AllowInsecurePublicBind=I_UNDERSTAND", "--OrleansSaga:Api:HttpPort=0", "--OrleansSaga:Storage:Provider=memory"], Path.GetTempPath(), Cancel);

        Assert.Equal(78, code);
        Assert.Contains("OrleansSaga:Api:BindAddress", output, StringComparison.Ordinal);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("is not available yet", "--OrleansSaga:Storage:Provider=postgres", "--OrleansSaga:Storage:ConnectionString=Host=127.0.0.1;Port=1;Username=x;Database=x")]
    [InlineData("Now listening on", "--OrleansSaga:Storage:Provider=memory")]
    public async Task Start_ThatIsToldToEnd_EndsWithZero(string when, params string[] storage)
    {
        var (code, output) = await ServerProcess.RunUntilAsync(when, ["--OrleansSaga:Api:HttpPort=0", .. storage], Path.GetTempPath(), Cancel);

        Assert.True(code == 0, $"{code}: {output}");
    }

    [Fact(Timeout = 60_000)]
    public async Task Start_WordThatIsNotKnown_SaysWhatThereIs()
    {
        var (code, output) = await ServerProcess.RunAsync(["migrate"], Path.GetTempPath(), Cancel);

        Assert.Equal(78, code);
        Assert.Contains("silo can-stop | healthy | migrate", output, StringComparison.Ordinal);
    }

    [Fact(Timeout = 60_000)]
    public async Task ImportDtm_WithoutSource_Returns2AndSaysHow()
    {
        var (code, output) = await ServerProcess.RunAsync(["import-dtm", "--apply"], Path.GetTempPath(), Cancel);

        Assert.Equal(2, code);
        Assert.Contains("--from: missing", output, StringComparison.Ordinal);
        Assert.Contains("Usage: import-dtm --from", output, StringComparison.Ordinal);
    }

    [Fact(Timeout = 120_000)]
    public async Task Demo_TenSeconds_EndsWithZero()
    {
        var folder = Directory.CreateTempSubdirectory("orleanssaga-demo-");
        try
        {
            var (code, output) = await ServerProcess.RunAsync(["--demo", "--seconds", "10", "--OrleansSaga:Api:HttpPort=0"], folder.FullName, Cancel);

            Assert.True(code == 0, output);
            Assert.True(File.Exists(Path.Combine(folder.FullName, "data", "demo.db")));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task Start_SecondProcessOnOneSqliteFile_IsRefusedAndNamesTheKey()
    {
        var folder = Directory.CreateTempSubdirectory("orleanssaga-lock-");
        try
        {
            await using var first = await ServerProcess.StartAsync([], folder.FullName, Cancel);

            var (code, output) = await ServerProcess.RunAsync(["--OrleansSaga:Api:HttpPort=0"], folder.FullName, Cancel);

            Assert.Equal(78, code);
            Assert.Contains("OrleansSaga:Storage:ConnectionString", output, StringComparison.Ordinal);
            Assert.Contains(Path.Combine(folder.FullName, "data", "orleanssaga.db"), first.Output, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
