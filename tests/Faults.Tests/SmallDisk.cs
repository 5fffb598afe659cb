using System.Diagnostics;

namespace OrleansSaga.Faults.Tests;

/// <summary>A disk of a few megabytes that can be filled; in memory, and only where we may mount one.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private const int Megabytes = 64;
    private const int ChunkBytes = 64 * 1024;

    private readonly DirectoryInfo _mount;

    private SmallDisk(DirectoryInfo mount) => _mount = mount;

    /// <summary>A folder on it that PostgreSQL may write to.</summary>
    public string Folder => Path.Combine(_mount.FullName, "data");

    private string Ballast => Path.Combine(_mount.FullName, "ballast");

    public static async Task<SmallDisk> MountOrSkipAsync(CancellationToken cancellationToken)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Only root may mount a disk.");
        var disk = new SmallDisk(Directory.CreateTempSubdirectory("orleanssaga-disk-"));
        if (await RunAsync("mount", ["-t", "tmpfs", "-o", $"size={Megabytes}m,mode=755", "tmpfs", disk._mount.FullName], cancellationToken) != 0)
        {
            disk._mount.Delete();
            Assert.Skip("A disk cannot be mounted here.");
        }

        Directory.CreateDirectory(disk.Folder);
        Assert.Equal(0, await RunAsync("chown", ["postgres", disk.Folder], cancellationToken));
        return disk;
    }

    /// <summary>Writes until nothing more fits.</summary>
    public void Fill()
    {
        using var file = new FileStream(Ballast, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        var chunk = new byte[ChunkBytes];
        try
        {
            while (true)
                file.Write(chunk);
        }
        catch (IOException)
        {
            // Full, as it should be.
            return;
        }
    }

    /// <summary>Makes room again.</summary>
    public void Empty() => File.Delete(Ballast);

    public async ValueTask DisposeAsync()
    {
        await RunAsync("umount", ["--lazy", _mount.FullName], CancellationToken.None);
        _mount.Delete();
    }

    private static async Task<int> RunAsync(string program, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        using var process = Process.Start(program, arguments);
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode;
    }
}
