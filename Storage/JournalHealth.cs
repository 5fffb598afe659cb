namespace OrleansSaga.Storage;

/// <summary>
/// Whether the journal takes writes, from the last commit or probe of each writer. Reading it costs nothing and asks nobody.
/// </summary>
public sealed class JournalHealth
{
    private readonly Lock _lock = new();
    private readonly HashSet<int> _failing = [];
    private volatile bool _open;
    private volatile bool _failed;
    private volatile string? _lastError;

    /// <summary>True when the store is open and the last commit or probe of every writer succeeded.</summary>
    public bool Ready => _open && !_failed;

    /// <summary>What the last failure was, without secrets; null when there was none.</summary>
    public string? LastError => _lastError;

    internal void Opened() => _open = true;

    internal void Closed() => _open = false;

    internal void NotOpen(string error) => _lastError = error;

    internal void Succeeded(int writer)
    {
        if (!_failed)
            return;
        lock (_lock)
        {
            _failing.Remove(writer);
            _failed = _failing.Count > 0;
        }
    }

    internal void Failed(int writer, string error)
    {
        lock (_lock)
        {
            _failing.Add(writer);
            _failed = true;
            _lastError = error;
        }
    }
}
