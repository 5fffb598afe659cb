using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OrleansSaga.Silo.Hosting;
using OrleansSaga.Silo.Metrics;

namespace OrleansSaga.Silo.Tests.Hosting;

/// <summary>Who listens beyond this machine hears of it again and again.</summary>
public sealed class PublicBindTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("0.0.0.0", "127.0.0.1", "first is 0.0.0.0,")]
    [InlineData("127.0.0.1", "::", "second is ::,")]
    public async Task Listening_BeyondThisMachine_IsLoggedAtStartAndEveryHour_AndMeasured(string first, string second, string words)
    {
        await using var bed = new Bed(first, second);

        await bed.Reminder.StartAsync(Cancel);
        for (var hours = 1; hours <= 3; hours++)
        {
            Assert.StartsWith(words, await bed.Lines.ReadAsync(Cancel), StringComparison.Ordinal);
            Assert.False(bed.Lines.TryRead(out _));
            bed.Time.Advance(TimeSpan.FromHours(1));
        }

        Assert.Contains("orleanssaga_insecure_mode 1", bed.Metrics, StringComparison.Ordinal);
        await bed.Reminder.StopAsync(Cancel);
    }

    [Fact]
    public async Task Listening_OnLoopback_IsNothingToTell()
    {
        await using var bed = new Bed("127.0.0.1", "::1");

        await bed.Reminder.StartAsync(Cancel);
        await bed.Reminder.ExecuteTask!;

        Assert.False(bed.Lines.TryRead(out _));
        Assert.Contains("orleanssaga_insecure_mode 0", bed.Metrics, StringComparison.Ordinal);
    }

    private sealed class Bed : IAsyncDisposable, ILoggerProvider, ILogger
    {
        private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();
        private readonly ServiceProvider _services;

        public Bed(string first, string second)
        {
            _services = new ServiceCollection().AddMetrics().AddLogging(logging => logging.AddProvider(this)).AddSingleton<TimeProvider>(Time).AddSingleton<MetricStore>().BuildServiceProvider();
            _services.GetRequiredService<MetricStore>();
            Reminder = ActivatorUtilities.CreateInstance<PublicBindReminder>(_services, (IEnumerable<UnauthenticatedListener>)[new("first", first), new("second", second)]);
        }

        public ManualTimeProvider Time { get; } = new();

        public PublicBindReminder Reminder { get; }

        public ChannelReader<string> Lines => _lines.Reader;

        public string Metrics => _services.GetRequiredService<MetricStore>().Read();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            _lines.Writer.TryWrite(formatter(state, exception));

        public async ValueTask DisposeAsync()
        {
            Reminder.Dispose();
            await _services.DisposeAsync();
        }

        public void Dispose()
        {
        }
    }
}
