using System.Collections.Concurrent;
using System.Globalization;

namespace OrleansSaga.Faults;

/// <summary>What happened in a run: a file for people, and counts.</summary>
internal sealed class RunLog : IDisposable
{
    private readonly Lock _lock = new();
    private readonly StreamWriter _file;
    private readonly long _started = TimeProvider.System.GetTimestamp();
    private readonly ConcurrentDictionary<FaultKind, int> _faults = new();
    private readonly ConcurrentQueue<string> _violations = new();
    private int _skipped;
    private int _repeatedStarts;
    private int _declaredDead;

    public RunLog(string folder) => _file = new StreamWriter(Path.Combine(folder, "run.log")) { AutoFlush = true };

    public IReadOnlyDictionary<FaultKind, int> Faults => _faults;

    public IReadOnlyCollection<string> Violations => _violations;

    public int Skipped => Volatile.Read(ref _skipped);

    public int RepeatedStarts => Volatile.Read(ref _repeatedStarts);

    public int DeclaredDead => Volatile.Read(ref _declaredDead);

    public void Write(string line)
    {
        lock (_lock)
            _file.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{TimeProvider.System.GetElapsedTime(_started):hh\\:mm\\:ss\\.ff} {line}"));
    }

    public void OnFault(PlannedFault fault)
    {
        _faults.AddOrUpdate(fault.Kind, 1, (_, count) => count + 1);
        Write($"begins: {fault}");
    }

    public void OnSkipped(PlannedFault fault)
    {
        Interlocked.Increment(ref _skipped);
        Write($"skipped, the silo does not run: {fault}");
    }

    public void OnStartRepeated(string silo, int exitCode)
    {
        Interlocked.Increment(ref _repeatedStarts);
        Write($"{silo} ended with {exitCode} before it was ready, and is started again");
    }

    public void OnDeclaredDead(string silo, int exitCode)
    {
        Interlocked.Increment(ref _declaredDead);
        Write($"{silo} ended with {exitCode}, because it was declared dead, and is started again");
    }

    public void OnViolation(string violation)
    {
        _violations.Enqueue(violation);
        Write($"violation: {violation}");
    }

    public void Dispose() => _file.Dispose();
}
