using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using OrleansSaga.Benchmarks.Measure;

namespace OrleansSaga.Benchmarks.Yardsticks;

/// <summary>What the disk takes to keep 8 KiB: overwrite a page of an existing file and fdatasync, as a write-ahead log does.</summary>
internal static partial class DiskSync
{
    private const int PageBytes = 8192;
    private const int Pages = 1024;

    public static Latencies Measure(string directory, int times)
    {
        var path = Path.Combine(directory, "fdatasync.dat");
        using (var handle = File.OpenHandle(path, FileMode.Create, FileAccess.Write, preallocationSize: PageBytes * Pages))
        {
            var page = new byte[PageBytes];
            Random.Shared.NextBytes(page);
            for (var i = 0; i < Pages; i++)
                RandomAccess.Write(handle, page, (long)i * PageBytes);
            RandomAccess.FlushToDisk(handle);
            var histogram = new Histogram();
            for (var i = 0; i < times; i++)
            {
                var start = Clock.Now;
                RandomAccess.Write(handle, page, (long)(i % Pages) * PageBytes);
                if (Synchronize(handle) != 0)
                    throw new Win32Exception();
                histogram.Record(Clock.Now - start);
            }
            File.Delete(path);
            return Latencies.Of(histogram);
        }
    }

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    private static partial int Synchronize(SafeFileHandle file);
}
