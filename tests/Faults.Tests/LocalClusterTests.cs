using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;

namespace OrleansSaga.Faults.Tests;

/// <summary>deploy/local-cluster.sh, as people without Docker use it.</summary>
[SupportedOSPlatform("linux")]
public sealed class LocalClusterTests : IAsyncDisposable
{
    private const UnixFileMode ForAll = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("orleanssaga-local cluster-");
    private readonly int _port = Ports.Free();

    // PostgreSQL runs as another user when we are root.
    public LocalClusterTests() => File.SetUnixFileMode(_folder.FullName, ForAll);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await RunAsync("stop");
        _folder.Delete(recursive: true);
    }

    [Fact(Timeout = 180_000)]
    public async Task Start_OneSilo_IsReadyAndEndsWithStop()
    {
        PostgresRequired.OrSkip();

        await SucceedsAsync("1");
        using var http = new HttpClient();
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri($"http://127.0.0.1:{_port}/health/ready"), Cancel)).StatusCode);
        using var silo = Process.GetProcessById(int.Parse(await ReadAsync("silo-1.pid"), CultureInfo.InvariantCulture));
        Assert.Equal(32, Convert.FromBase64String(await ReadAsync("secret")).Length);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(PathOf("secret")));

        var (code, output) = await RunAsync("1");
        Assert.Equal(1, code);
        Assert.Contains($"a cluster runs already: silo-1 (process {silo.Id})", output, StringComparison.Ordinal);

        await SucceedsAsync("stop");
        // Gone for the script is a process whose end has begun.
        await silo.WaitForExitAsync(Cancel);
        Assert.False(File.Exists(PathOf("silo-1.pid")));
        Assert.False(File.Exists(PathOf(Path.Combine("pg", "postmaster.pid"))));
        await SucceedsAsync("stop");
    }

    [Fact(Timeout = 180_000)]
    public async Task Start_SiloThatRefuses_ShowsItsLogAndLeavesNothingBehind()
    {
        PostgresRequired.OrSkip();

        var (code, output) = await RunAsync("1", "--OrleansSaga:Nonsense=1");

        Assert.Equal(1, code);
        Assert.True(output.Contains("OrleansSaga:Nonsense: unknown key", StringComparison.Ordinal), output);
        Assert.False(File.Exists(PathOf("silo-1.pid")));
        Assert.False(File.Exists(PathOf(Path.Combine("pg", "postmaster.pid"))));
    }

    [Fact]
    public async Task Start_PortsTaken_NamesThem()
    {
        using var listener = new TcpListener(IPAddress.Loopback, _port);
        listener.Start();

        var (code, output) = await RunAsync("1");

        Assert.Equal(1, code);
        Assert.Contains($"ports are taken: {_port};", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("100")]
    [InlineData("start")]
    public async Task Start_NotANumberOfSilos_SaysHow(string silos)
    {
        var (code, output) = await RunAsync(silos);

        Assert.Equal(64, code);
        Assert.Contains("local-cluster.sh N", output, StringComparison.Ordinal);
    }

    private async Task SucceedsAsync(params string[] arguments)
    {
        var (code, output) = await RunAsync(arguments);
        Assert.True(code == 0, output);
    }

    private async Task<(int Code, string Output)> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("bash") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var argument in (string[])[Path.Combine(Repository.Root, "deploy", "local-cluster.sh"), .. arguments])
            start.ArgumentList.Add(argument);
        start.Environment["ORLEANSSAGA_RUN"] = _folder.FullName;
        start.Environment["ORLEANSSAGA_PORT"] = _port.ToString(CultureInfo.InvariantCulture);
        start.Environment["ORLEANSSAGA_SILO"] = $"dotnet {Path.Combine(AppContext.BaseDirectory, "OrleansSaga.Silo.dll")}";
        using var script = Process.Start(start)!;
        var texts = await Task.WhenAll(script.StandardOutput.ReadToEndAsync(CancellationToken.None), script.StandardError.ReadToEndAsync(CancellationToken.None));
        await script.WaitForExitAsync(CancellationToken.None);
        return (script.ExitCode, string.Concat(texts));
    }

    private string PathOf(string file) => Path.Combine(_folder.FullName, file);

    private async Task<string> ReadAsync(string file) => (await File.ReadAllTextAsync(PathOf(file), Cancel)).Trim();
}
