using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using OrleansSaga.Grains.Journal;

namespace OrleansSaga.Storage.Tests;

public sealed class StorageServicesTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Host_StartsAndStops_OpensAndDrainsTheJournal()
    {
        using var host = BuildHost(("OrleansSaga:Storage:Provider", "memory"));
        await host.StartAsync(Token);
        var journal = host.Services.GetRequiredService<IJournal>();
        var health = host.Services.GetRequiredService<JournalHealth>();

        Assert.True(health.Ready);
        Assert.Equal(JournalOutcome.Ok, await journal.WriteAsync(Writes.Create(), JournalLane.Client, Token));
        var statistics = host.Services.GetRequiredService<JournalStatistics>();
        await host.StopAsync(Token);

        // The writer counts after it has answered: only its end makes sure that it has.
        Assert.Equal(1, statistics.Appends);
        Assert.False(health.Ready);
        Assert.Equal(JournalOutcome.Unavailable, await journal.WriteAsync(Writes.Create(), JournalLane.Client, Token));
    }

    [Fact]
    public async Task Host_WrongOptions_NamesEveryKey()
    {
        using var host = BuildHost(("OrleansSaga:Storage:Provider", "postgres"), ("OrleansSaga:Storage:MaxBatchCount", "0"));

        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(Token));

        Assert.Contains("OrleansSaga:Storage:ConnectionString", exception.Message, StringComparison.Ordinal);
        Assert.Contains("OrleansSaga:Storage:MaxBatchCount", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Host_DatabaseAway_SaysSoWithoutThePassword()
    {
        using var host = BuildHost(
            ("OrleansSaga:Storage:Provider", "postgres"),
            ("OrleansSaga:Storage:ConnectionString", "Host=127.0.0.1;Port=1;Username=u;Password=verysecret;Database=d"),
            ("OrleansSaga:Storage:StartPatience", "00:00:00"));

        var exception = await Assert.ThrowsAsync<StorageConfigurationException>(() => host.StartAsync(Token));

        Assert.Contains("OrleansSaga:Storage:ConnectionString", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("verysecret", exception.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("verysecret", host.Services.GetRequiredService<JournalHealth>().LastError ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metrics_OfWrites_AreRecordedUnderTheirNames()
    {
        var seen = new ConcurrentDictionary<string, double>();
        using var listener = new MeterListener { InstrumentPublished = Enable };
        listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => seen[instrument.Name] = value);
        listener.SetMeasurementEventCallback<int>((instrument, value, _, _) => seen[instrument.Name] = value);
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => seen[instrument.Name] = value);
        listener.Start();
        using var host = BuildHost(("OrleansSaga:Storage:Provider", "memory"));
        await host.StartAsync(Token);
        var journal = host.Services.GetRequiredService<IJournal>();
        var create = Writes.Create();

        await journal.WriteAsync(create, JournalLane.Client, Token);
        await journal.WriteAsync(create, JournalLane.Client, Token);
        await journal.WriteAsync(Writes.Create(create.Gid), JournalLane.Client, Token);
        listener.RecordObservableInstruments();
        await host.StopAsync(Token);

        Assert.Equal(
            ["orleanssaga.log.append.wait", "orleanssaga.log.flush.batch", "orleanssaga.log.flush.duration", "orleanssaga.log.pending", "orleanssaga.store.error"],
            seen.Keys.Order());

        static void Enable(Instrument instrument, MeterListener listener)
        {
            if (instrument.Meter.Name == StorageInstruments.MeterName)
                listener.EnableMeasurementEvents(instrument);
        }
    }

    private static IHost BuildHost(params (string Key, string Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => new KeyValuePair<string, string?>(setting.Key, setting.Value)));
        builder.Services.AddLogging();
        builder.Services.AddJournal(builder.Configuration.GetSection(StorageOptions.Section));
        return builder.Build();
    }
}
