using System.Diagnostics;

namespace OrleansSaga.Faults;

/// <summary>A process that is stopped (SIGSTOP). A shell stands by which lets it go on when we say so, and also when we are gone.</summary>
internal sealed class PausedProcess
{
    private readonly Process _guard;

    private PausedProcess(Process guard) => _guard = guard;

    public static async Task<PausedProcess> PauseAsync(int process)
    {
        var start = new ProcessStartInfo("/bin/sh") { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false };
        foreach (var argument in (string[])["-c", $"trap '' INT TERM HUP; kill -STOP {process}; echo paused; cat >/dev/null; kill -CONT {process} 2>/dev/null || true"])
            start.ArgumentList.Add(argument);
        var guard = Process.Start(start) ?? throw new InvalidOperationException("/bin/sh did not start.");
        await guard.StandardOutput.ReadLineAsync();
        return new PausedProcess(guard);
    }

    public async Task ResumeAsync()
    {
        _guard.StandardInput.Close();
        await _guard.WaitForExitAsync();
        _guard.Dispose();
    }
}
