using System.Runtime.InteropServices;

namespace OrleansSaga.Benchmarks.Reports;

/// <summary>Where it was measured.</summary>
internal sealed record Machine(int Cores, string Processor, string System, string Runtime, string FileSystem, string? Postgres, bool ServerGc)
{
    public static Machine Of(string directory, string? postgres, bool serverGc) => new(
        Environment.ProcessorCount,
        ProcessorName(),
        RuntimeInformation.OSDescription,
        RuntimeInformation.FrameworkDescription,
        new DriveInfo(Path.GetFullPath(directory)).DriveFormat,
        postgres,
        serverGc);

    public override string ToString() =>
        $"{Cores} cores ({Processor}), {System}, {Runtime}, {FileSystem}" + (Postgres is null ? "" : $", PostgreSQL {Postgres}") + (ServerGc ? ", server GC" : ", workstation GC");

    private static string ProcessorName()
    {
        const string Key = "model name";
        var line = File.Exists("/proc/cpuinfo") ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(text => text.StartsWith(Key, StringComparison.Ordinal)) : null;
        return line?[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim() ?? "unknown processor";
    }
}
