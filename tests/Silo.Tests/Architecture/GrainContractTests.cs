using System.CodeDom.Compiler;
using System.Reflection;

namespace OrleansSaga.Silo.Tests.Architecture;

/// <summary>
/// What crosses a grain boundary must be ready for a wire, although the embedded runtime passes it by reference: Orleans builds its
/// serializers from these attributes, and so will links between silos.
/// </summary>
public sealed class GrainContractTests
{
    private static readonly Assembly Contracts = typeof(Grains.ITransactionGrain).Assembly;

    /// <summary>Framework types that both runtimes can carry.</summary>
    private static readonly HashSet<Type> Carried =
    [
        typeof(bool), typeof(byte), typeof(int), typeof(long), typeof(double), typeof(string), typeof(Guid), typeof(DateTimeOffset), typeof(TimeSpan), typeof(void),
        typeof(Task), typeof(Task<>), typeof(ValueTask), typeof(ValueTask<>), typeof(Nullable<>), typeof(ReadOnlyMemory<>), typeof(IReadOnlyList<>), typeof(IReadOnlyDictionary<,>),
    ];

    private static IEnumerable<Type> GrainInterfaces => Contracts.GetExportedTypes().Where(type => type.IsInterface && type.IsAssignableTo(typeof(IGrainWithStringKey)));

    public static TheoryData<Type> CrossingTypes => [.. Crossing().Where(type => type.Assembly == Contracts && !type.IsEnum)];

    [Theory]
    [MemberData(nameof(CrossingTypes))]
    public void Type_ThatCrosses_NumbersAllItsMembers(Type type)
    {
        var members = Members(type);
        var ids = members.Select(member => member.GetCustomAttribute<IdAttribute>()?.Id).ToList();

        Assert.NotNull(type.GetCustomAttribute<GenerateSerializerAttribute>());
        Assert.NotNull(type.GetCustomAttribute<AliasAttribute>());
        Assert.NotNull(type.GetCustomAttribute<ImmutableAttribute>());
        Assert.NotEmpty(members);
        Assert.Equal(Enumerable.Range(0, members.Count).Select(i => (uint?)i), ids.Order());
    }

    [Fact]
    public void Types_ThatCross_AreOursOrCarriedByBothRuntimes()
    {
        var crossing = Crossing().ToList();

        Assert.Contains(typeof(Grains.BranchStamp), crossing);
        Assert.Contains(typeof(Grains.StartStep), crossing);
        Assert.DoesNotContain(crossing, type => type.Assembly != Contracts && !Carried.Contains(type));
    }

    [Fact]
    public void Interfaces_AndTheirMethods_HaveAliases_UniqueWithinTheInterface()
    {
        Assert.Equal(2, GrainInterfaces.Count());
        Assert.All(GrainInterfaces, type =>
        {
            var aliases = type.GetMethods().Select(method => method.GetCustomAttribute<AliasAttribute>()?.Alias).ToList();
            Assert.NotNull(type.GetCustomAttribute<AliasAttribute>());
            Assert.DoesNotContain(null, aliases);
            Assert.Equal(aliases.Count, aliases.Distinct().Count());
        });
    }

    [Fact]
    public void Aliases_OfTypes_AreUnique()
    {
        // Orleans' generator copies the alias of what it writes a copier or an invokable for.
        var aliases = Contracts.GetTypes().Where(type => !type.IsDefined(typeof(GeneratedCodeAttribute), inherit: false)).Select(type => type.GetCustomAttribute<AliasAttribute>()?.Alias).OfType<string>().ToList();

        Assert.True(aliases.Count > 10);
        Assert.Equal(aliases.Count, aliases.Distinct().Count());
        Assert.All(aliases, alias => Assert.StartsWith("orleanssaga.", alias, StringComparison.Ordinal));
    }

    private static List<PropertyInfo> Members(Type type) =>
        [.. type.GetProperties(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance).Where(property => property.SetMethod is not null)];

    /// <summary>Every type that a call or its reply can hold; generic types open, beside their arguments.</summary>
    private static HashSet<Type> Crossing()
    {
        var found = new HashSet<Type>();
        var left = new Stack<Type>(GrainInterfaces.SelectMany(type => type.GetMethods()).SelectMany(method => method.GetParameters().Select(parameter => parameter.ParameterType).Append(method.ReturnType)));
        while (left.TryPop(out var type))
        {
            if (type.IsGenericType)
            {
                foreach (var argument in type.GetGenericArguments())
                    left.Push(argument);
                type = type.GetGenericTypeDefinition();
            }

            if (!found.Add(type) || type.Assembly != Contracts)
                continue;
            foreach (var member in Members(type))
                left.Push(member.PropertyType);
        }

        return found;
    }
}
