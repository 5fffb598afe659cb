using System.Diagnostics;

namespace OrleansSaga.TestKit;

/// <summary>PostgreSQL's programs, run as a user that they accept: initdb and postgres refuse root.</summary>
public sealed class PostgresBinaries
{
    private readonly string _folder;

    private PostgresBinaries(string folder) => _folder = folder;

    /// <summary>Path of a program such as pgbench.</summary>
    public string this[string program] => Path.Combine(_folder, program);

    /// <summary>The newest installed version; null when there is none.</summary>
    public static PostgresBinaries? Find()
    {
        const string debian = "/usr/lib/postgresql";
        var folders = Directory.Exists(debian)
            ? Directory.GetDirectories(debian).OrderByDescending(folder => int.TryParse(Path.GetFileName(folder), out var version) ? version : 0).Select(folder => Path.Combine(folder, "bin"))
            : [];
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return FindIn(folders.Concat(path));
    }

    /// <summary>The first folder with an initdb that is there: what is left of an uninstalled one may be a link to nothing.</summary>
    public static PostgresBinaries? FindIn(IEnumerable<string> folders)
    {
        var found = folders.FirstOrDefault(folder => IsThere(Path.Combine(folder, "initdb")));
        return found is null ? null : new PostgresBinaries(found);
    }

    /// <summary>Runs a program and waits; its output goes into the exception when it fails.</summary>
    public Task RunAsync(string program, IEnumerable<string> arguments, bool throwOnFailure, CancellationToken cancellationToken) =>
        Environment.IsPrivilegedProcess
            ? RunPlainAsync("runuser", ["-u", "postgres", "--", this[program], .. arguments], throwOnFailure, cancellationToken)
            : RunPlainAsync(this[program], arguments, throwOnFailure, cancellationToken);

    private static bool IsThere(string program) =>
        File.Exists(program) && File.ResolveLinkTarget(program, returnFinalTarget: true) is null or { Exists: true };

    internal static Task GiveAwayAsync(string folder, CancellationToken cancellationToken) =>
        Environment.IsPrivilegedProcess ? RunPlainAsync("chown", ["postgres", folder], throwOnFailure: true, cancellationToken) : Task.CompletedTask;

    internal static async Task AppendAsync(string file, IEnumerable<string> lines, CancellationToken cancellationToken) =>
        await File.AppendAllLinesAsync(file, lines, cancellationToken);

    internal static async Task RunPlainAsync(string file, IEnumerable<string> arguments, bool throwOnFailure, CancellationToken cancellationToken)
    {
        // The output goes to a file: a server that pg_ctl starts keeps the pipe open, and reading to its end would never end.
        var log = Path.GetTempFileName();
        try
        {
            var info = new ProcessStartInfo("/bin/sh") { UseShellExecute = false, WorkingDirectory = "/" };
            foreach (var argument in (IEnumerable<string>)["-c", "log=$1; shift; exec \"$@\" </dev/null >\"$log\" 2>&1", "sh", log, file, .. arguments])
                info.ArgumentList.Add(argument);
            using var process = Process.Start(info)!;
            await process.WaitForExitAsync(cancellationToken);
            if (throwOnFailure && process.ExitCode != 0)
                throw new InvalidOperationException($"{Path.GetFileName(file)} {string.Join(' ', arguments)} ended with {process.ExitCode}: {await File.ReadAllTextAsync(log, cancellationToken)}");
        }
        finally
        {
            File.Delete(log);
        }
    }
}
