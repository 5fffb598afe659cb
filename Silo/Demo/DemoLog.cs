namespace OrleansSaga.Silo.Demo;

/// <summary>
/// The server's warnings and errors, on standard error. While a live table owns the terminal they are kept, so that they do not
/// tear it, and written when it has gone.
/// </summary>
internal sealed class DemoLog(TextWriter error) : ILoggerProvider
{
    /// <summary>How many lines are kept while they cannot be written; of more the oldest go.</summary>
    private const int MostKept = 100;

    private readonly Lock _gate = new();
    private readonly Queue<string> _kept = new();
    private bool _keep;
    private int _dropped;

    /// <summary>From now on lines are kept.</summary>
    public void Keep()
    {
        lock (_gate)
            _keep = true;
    }

    /// <summary>Writes what was kept, and from now on everything at once.</summary>
    public void Write()
    {
        lock (_gate)
        {
            _keep = false;
            if (_dropped > 0)
                error.WriteLine($"({_dropped} earlier warnings are not shown)");
            while (_kept.TryDequeue(out var line))
                error.WriteLine(line);
            _dropped = 0;
        }
    }

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void Dispose() => Write();

    private void Take(string line)
    {
        lock (_gate)
        {
            if (!_keep)
            {
                error.WriteLine(line);
                return;
            }

            _kept.Enqueue(line);
            if (_kept.Count <= MostKept)
                return;
            _kept.Dequeue();
            _dropped++;
        }
    }

    private sealed class Logger(DemoLog log, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel is >= LogLevel.Warning and < LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
                log.Take($"{logLevel}: {category}[{eventId.Id}] {formatter(state, exception)}{(exception is null ? "" : $" ({exception.GetType().Name}: {exception.Message})")}");
        }
    }
}
