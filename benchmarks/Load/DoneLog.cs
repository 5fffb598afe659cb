using System.IO.MemoryMappedFiles;

namespace OrleansSaga.Benchmarks.Load;

/// <summary>
/// A ring in shared memory into which the server writes each saga whose end is durable, with the time, and from which
/// the load generator reads. Telling another process so costs the server a few stores and no system call; anything sent
/// over a socket would cost as much as a tenth of the saga that is measured.
/// </summary>
internal sealed unsafe class DoneLog : IDisposable
{
    private const int Capacity = 1 << 16;
    private const int HeadBytes = 64;

    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly byte* _start;
    private readonly Entry* _entries;
    private readonly string? _deleteAtEnd;
    private long _next;

    private DoneLog(string path, FileMode mode)
    {
        _deleteAtEnd = mode == FileMode.CreateNew ? path : null;
        var bytes = HeadBytes + ((long)Capacity * sizeof(Entry));
        _file = MemoryMappedFile.CreateFromFile(path, mode, null, mode == FileMode.Open ? 0 : bytes);
        _view = _file.CreateViewAccessor(0, bytes);
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _start);
        _entries = (Entry*)(_start + HeadBytes);
        _next = Volatile.Read(ref *(long*)_start);
    }

    public static DoneLog Create(string path) => new(path, FileMode.CreateNew);

    /// <summary>Opens the log of another server to write into it too.</summary>
    public static DoneLog Join(string path) => new(path, FileMode.Open);

    /// <summary>Opens the log to read what is written from now on.</summary>
    public static DoneLog Open(string path) => new(path, FileMode.Open);

    /// <summary>Adds an entry; any thread.</summary>
    public void Write(int saga, bool succeeded, long doneAt)
    {
        var sequence = Interlocked.Increment(ref *(long*)_start);
        var entry = _entries + ((sequence - 1) % Capacity);
        entry->DoneAt = doneAt;
        entry->Saga = saga;
        entry->Succeeded = succeeded ? 1 : 0;
        Volatile.Write(ref entry->Sequence, sequence);
    }

    /// <summary>Reads the next entry, if it is there.</summary>
    public bool TryRead(out int saga, out bool succeeded, out long doneAt)
    {
        var entry = _entries + (_next % Capacity);
        var sequence = Volatile.Read(ref entry->Sequence);
        saga = entry->Saga;
        succeeded = entry->Succeeded != 0;
        doneAt = entry->DoneAt;
        if (sequence < _next + 1)
            return false;
        if (sequence > _next + 1)
            throw new Cli.BenchmarkException("The load generator fell more than 65,536 ended sagas behind.");
        _next++;
        return true;
    }

    public void Dispose()
    {
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _file.Dispose();
        if (_deleteAtEnd is not null)
            File.Delete(_deleteAtEnd);
    }

    private struct Entry
    {
        public long Sequence;
        public long DoneAt;
        public int Saga;
        public int Succeeded;
    }
}
