using System.Text.Json;

namespace OrleansSaga.Silo.Demo;

/// <summary>
/// The ports of the banks, in a small file beside their databases: an unfinished transfer knows its banks by address, so they
/// must be found there again after a restart. The file is held open alone, which keeps a second demo out of the same folder.
/// </summary>
internal sealed class DemoPorts : IDisposable
{
    private const int LongestFile = 1_024;

    private readonly FileStream _file;

    private DemoPorts(FileStream file, Ports? remembered)
    {
        _file = file;
        Remembered = remembered;
    }

    /// <summary>What the last run left; null when there was none, or when the file cannot be understood.</summary>
    public Ports? Remembered { get; }

    /// <summary>Opens or creates the file.</summary>
    /// <exception cref="DemoCannotStartException">Another demo holds it.</exception>
    public static DemoPorts Open(string path)
    {
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException inUse)
        {
            throw new DemoCannotStartException($"{path} cannot be opened: does another demo run in this folder? ({inUse.Message})", inUse);
        }

        try
        {
            return new DemoPorts(file, Read(file));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Stores the ports, before anybody is told them.</summary>
    public void Remember(Ports ports)
    {
        _file.SetLength(0);
        _file.Write(JsonSerializer.SerializeToUtf8Bytes(ports));
        _file.Flush(flushToDisk: true);
    }

    public void Dispose() => _file.Dispose();

    private static Ports? Read(FileStream file)
    {
        if (file.Length is 0 or > LongestFile)
            return null;
        try
        {
            return JsonSerializer.Deserialize<Ports>(file) is { North: > 0 and < 65536, South: > 0 and < 65536 } ports ? ports : null;
        }
        catch (JsonException)
        {
            // Cut off by a crash or edited by hand: as good as missing, and written anew at once.
            return null;
        }
    }

    /// <summary>The ports of both banks on loopback.</summary>
    public sealed record Ports(int North, int South);
}
