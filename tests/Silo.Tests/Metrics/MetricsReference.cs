using System.Diagnostics.Metrics;
using System.Globalization;
using System.Linq.Expressions;
using System.Reflection;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using OrleansSaga.Silo.Hosting;

namespace OrleansSaga.Silo.Tests.Metrics;

/// <summary>Writes docs/reference/metrics.md from the instruments that the code makes.</summary>
internal static class MetricsReference
{
    private const string Introduction = """
        # Metrics

        Generated from the instruments by tests/Silo.Tests/Metrics/MetricsReferenceTests.cs. To change it, edit their descriptions, then write
        this file anew: `ORLEANSSAGA_APPROVE=1 dotnet test --project tests/Silo.Tests`.

        `GET /api/metrics` shows them in Prometheus' text format: dots become underscores, the unit stands at the end in full, counters end in
        `_total` ([how](../architecture/metrics.md)). Beside them are those of .NET's `System.Runtime`.


        """;

    private static readonly Assembly[] Assemblies =
    [
        typeof(PublicBindReminder).Assembly, typeof(Grains.Transactions.TransactionInstruments).Assembly, typeof(Storage.StorageInstruments).Assembly,
        Assembly.Load("OrleansSaga.Runtime"),
    ];

    /// <summary>The document.</summary>
    public static string Write()
    {
        var text = new StringBuilder(Introduction.ReplaceLineEndings("\n"));
        foreach (var meter in Instruments().GroupBy(instrument => instrument.Meter.Name).OrderBy(meter => meter.Key, StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"## {meter.Key}\n\n| instrument | kind | unit | meaning |\n|---|---|---|---|\n");
            foreach (var instrument in meter.DistinctBy(instrument => instrument.Name).OrderBy(instrument => instrument.Name, StringComparer.Ordinal))
                text.Append(CultureInfo.InvariantCulture, $"| `{instrument.Name}` | {KindOf(instrument)} | {instrument.Unit?.Trim('{', '}')} | {instrument.Description} |\n");
            text.Append('\n');
        }

        return text.ToString().TrimEnd('\n') + "\n";
    }

    /// <summary>Every class that makes instruments is made once, with nothing to observe: descriptions need none.</summary>
    private static List<Instrument> Instruments()
    {
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var meters = services.GetRequiredService<IMeterFactory>();
        var found = new List<Instrument>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (ReferenceEquals(instrument.Meter.Scope, meters))
                    found.Add(instrument);
            },
        };
        listener.Start();
        foreach (var constructor in Makers())
        {
            var before = found.Count;
            constructor.Invoke([.. constructor.GetParameters().Select(parameter => Stand(parameter.ParameterType, meters))]);
            Assert.True(found.Count > before, $"{constructor.DeclaringType} makes no instrument");
        }

        return found;
    }

    private static IEnumerable<ConstructorInfo> Makers() =>
        from type in Assemblies.SelectMany(assembly => assembly.GetTypes())
        from constructor in type.GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
        where type.Name.EndsWith("Instruments", StringComparison.Ordinal) || type == typeof(PublicBindReminder)
        where constructor.GetParameters().Any(parameter => parameter.ParameterType == typeof(IMeterFactory))
        select constructor;

    private static object? Stand(Type type, IMeterFactory meters) =>
        type == typeof(IMeterFactory) ? meters
        : type == typeof(string) ? "x"
        : type.IsAssignableTo(typeof(Delegate)) ? Expression.Lambda(type, Expression.Default(type.GetMethod("Invoke")!.ReturnType)).Compile()
        : type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IEnumerable<>) ? Array.CreateInstance(type.GetGenericArguments()[0], 0)
        : type.GetConstructor(Type.EmptyTypes) is not null ? Activator.CreateInstance(type)
        : null;

    private static string KindOf(Instrument instrument) => instrument.GetType().Name.Split('`')[0] switch
    {
        "Counter" or "ObservableCounter" => "counter",
        "Histogram" => "histogram",
        _ => "gauge",
    };
}
