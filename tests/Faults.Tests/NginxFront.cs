using System.Diagnostics;
using System.Globalization;

namespace OrleansSaga.Faults.Tests;

/// <summary>nginx with the files of deploy/nginx; only the addresses in place.conf are others. It ends when this process does.</summary>
internal sealed class NginxFront : IAsyncDisposable
{
    private const UnixFileMode ForAll = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private static readonly TimeSpan ReadyInterval = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan ReadyWithin = TimeSpan.FromSeconds(20);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("orleanssaga-nginx-");
    private readonly Process _process;

    private NginxFront(IReadOnlyList<string> http, IReadOnlyList<string> grpc)
    {
        // Its workers run as another user when we are root.
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(_folder.FullName, ForAll);
        foreach (var file in Directory.GetFiles(Path.Combine(Repository.Root, "deploy", "nginx")))
            File.Copy(file, PathOf(Path.GetFileName(file)));
        File.WriteAllText(PathOf("place.conf"), Place(http, grpc));
        _process = Start();
    }

    /// <summary>Where clients call HTTP, without a slash at the end.</summary>
    public string Url { get; } = Address();

    /// <summary>Where clients call gRPC, without a slash at the end.</summary>
    public string GrpcUrl { get; } = Address();

    /// <summary>Where operators call HTTP, without a slash at the end.</summary>
    public string OperatorsUrl { get; } = Address();

    /// <summary>What it has written.</summary>
    public string Log => File.Exists(PathOf("log")) ? File.ReadAllText(PathOf("log")) : "";

    /// <summary>Starts nginx in front of silos.</summary>
    public static Task<NginxFront> StartAsync(IEnumerable<ITestSilo> silos, CancellationToken cancellationToken) =>
        StartAsync([.. silos.Select(silo => silo.Url)], [.. silos.Select(silo => silo.GrpcUrl)], cancellationToken);

    /// <summary>Starts nginx in front of three addresses for each protocol.</summary>
    public static async Task<NginxFront> StartAsync(IReadOnlyList<string> http, IReadOnlyList<string> grpc, CancellationToken cancellationToken)
    {
        var front = new NginxFront(http, grpc);
        using var client = new HttpClient();
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                using var reply = await client.GetAsync(new Uri(front.Url), cancellationToken);
                return front;
            }
            catch (HttpRequestException notYet)
            {
                var log = front.Log;
                Assert.False(log.Contains("[emerg]", StringComparison.Ordinal) || TimeProvider.System.GetElapsedTime(started) > ReadyWithin, $"{notYet.Message}\n{log}");
                await Task.Delay(ReadyInterval, TimeProvider.System, cancellationToken);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    private static string Address() => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Ports.Free()}");

    private string PathOf(string file) => Path.Combine(_folder.FullName, file);

    /// <summary>The committed file, with every address replaced; one that is not there fails.</summary>
    private string Place(IReadOnlyList<string> http, IReadOnlyList<string> grpc)
    {
        var text = File.ReadAllText(PathOf("place.conf"));
        for (var i = 0; i < 3; i++)
        {
            Replace($"server silo-{i + 1}-private:36789 ", $"server {new Uri(http[i]).Authority} ");
            Replace($"server silo-{i + 1}-private:36790 ", $"server {new Uri(grpc[i]).Authority} ");
        }

        Replace("listen 36789;", $"listen {new Uri(Url).Authority};");
        Replace("listen 36790 http2;", $"listen {new Uri(GrpcUrl).Authority} http2;");
        Replace("listen 36780;", $"listen {new Uri(OperatorsUrl).Authority};");
        return text;

        void Replace(string old, string with)
        {
            Assert.Contains(old, text, StringComparison.Ordinal);
            text = text.Replace(old, with, StringComparison.Ordinal);
        }
    }

    private Process Start()
    {
        // The shell ends nginx when nobody holds its input any more: also when this process is killed.
        const string script = "log=$1; shift; \"$@\" </dev/null >\"$log\" 2>&1 & nginx=$!; cat >/dev/null; kill -TERM $nginx 2>/dev/null; wait $nginx; true";
        var start = new ProcessStartInfo("/bin/sh") { RedirectStandardInput = true, UseShellExecute = false };
        foreach (var argument in (string[])["-c", script, "sh", PathOf("log"), NginxRequired.Program!, "-e", "stderr", "-p", _folder.FullName, "-c", PathOf("nginx.conf"), "-g", "daemon off;"])
            start.ArgumentList.Add(argument);
        return Process.Start(start) ?? throw new InvalidOperationException("/bin/sh did not start.");
    }
}
