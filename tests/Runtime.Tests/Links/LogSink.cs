using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace OrleansSaga.Runtime.Tests.Links;

/// <summary>Keeps what is logged.</summary>
internal sealed class LogSink<T> : ILogger<T>
{
    private readonly ConcurrentQueue<(int Id, string Text)> _lines = new();

    public IEnumerable<string> Of(int id) => _lines.Where(line => line.Id == id).Select(line => line.Text);

    public IEnumerable<string> All => _lines.Select(line => $"{line.Id} {line.Text}");

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Enqueue((eventId.Id, formatter(state, exception)));
}
