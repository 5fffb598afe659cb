using System.Reflection;
using Microsoft.Extensions.Logging;

namespace OrleansSaga.Silo.Tests.Architecture;

/// <summary>Operators search and alert by event id: each names one line for ever, and tells by its thousand where it comes from.</summary>
public sealed class LogEventTests
{
    private static readonly (string Namespace, int Thousand)[] Areas =
    [
        ("OrleansSaga.Runtime", 1), ("OrleansSaga.Silo", 2), ("OrleansSaga.Storage", 3), ("OrleansSaga.Silo.Dtm", 4), ("OrleansSaga.Silo.Api", 4), ("OrleansSaga.Silo.Grpc", 4), ("OrleansSaga.Grains", 5),
    ];

    private static readonly Assembly[] Assemblies =
        [typeof(SiloHost).Assembly, .. typeof(SiloHost).Assembly.GetReferencedAssemblies().Where(name => name.Name!.StartsWith("OrleansSaga.", StringComparison.Ordinal)).Select(Assembly.Load)];

    [Fact]
    public void EventIds_AreUnique() =>
        Assert.Empty(Events().GroupBy(item => item.Id).Where(same => same.Count() > 1).Select(same => string.Join(", ", same)));

    [Fact]
    public void EventIds_LieInTheirAreasThousand() =>
        Assert.DoesNotContain(Events(), item => item.Id / 1000 != item.Thousand);

    [Fact]
    public void EventIds_OfEveryArea_AreFound()
    {
        int[] elsewhere = Assemblies.Any(assembly => assembly.GetName().Name == "OrleansSaga.Runtime") ? [1] : [];

        Assert.Equal([.. elsewhere, 2, 3, 4, 5], Events().Select(item => item.Thousand).Distinct().Order());
    }

    private static List<(string Method, int Id, int Thousand)> Events() =>
    [
        .. from assembly in Assemblies
           from type in assembly.GetTypes()
           from method in type.GetMethods(BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
           let message = method.GetCustomAttribute<LoggerMessageAttribute>()
           where message is not null
           select ($"{type.FullName}.{method.Name}", message.EventId, ThousandOf(type)),
    ];

    /// <summary>Of the areas whose namespace the type is in, the innermost one; 0 if there is none.</summary>
    private static int ThousandOf(Type type) =>
        Areas.Where(area => $"{type.Namespace}.".StartsWith($"{area.Namespace}.", StringComparison.Ordinal)).OrderByDescending(area => area.Namespace.Length).Select(area => area.Thousand).FirstOrDefault();
}
