using System.Reflection;
using OrleansSaga.Grains;

namespace OrleansSaga.Runtime.Tests.Wire.Contract;

/// <summary>
/// Silos of this build and the next one talk to each other: what Grains.Interfaces puts on the wire is approved in two golden files.
/// A new member or method adds to contract-v1.txt (delete the line, run with ORLEANSSAGA_APPROVE=1, review); numbers and types that are there never change,
/// and a line of calls-v1.txt never does.
/// </summary>
public sealed class WireContractTests
{
    private const string Contract = "Wire/Contract/Golden/contract-v1.txt";
    private const string Calls = "Wire/Contract/Golden/calls-v1.txt";

    private static readonly WireCompiler Compiler = new();

    private static readonly IReadOnlyDictionary<string, MethodInfo> Methods = typeof(ITransactionGrain).Assembly.GetExportedTypes()
        .Where(static type => type.IsInterface && type.IsAssignableTo(typeof(IGrainWithStringKey)))
        .SelectMany(static type => type.GetMethods())
        .ToDictionary(static method => $"{method.DeclaringType!.GetCustomAttribute<AliasAttribute>()!.Alias}.{GrainMethod.AliasOf(method)}");

    public static TheoryData<string> MethodNames => [.. Methods.Keys];

    public static TheoryData<string> MethodsWithArguments => [.. Methods.Where(static method => method.Value.GetParameters().Length > 0).Select(static method => method.Key)];

    public static TheoryData<string> ResultNames => [.. ContractSamples.Results.Keys];

    [Fact]
    public void Contract_OfTheGrains_IsTheApprovedOne()
    {
        var contract = Describe();

        var approved = contract.ToDictionary(static line => line.Key, static line => Golden.Read(Contract, line.Key, () => line.Value));
        var names = Golden.Read(Contract, "all", () => string.Join(' ', contract.Keys.Order(StringComparer.Ordinal)));

        Assert.Equal(approved, contract);
        Assert.Equal(names, string.Join(' ', contract.Keys.Order(StringComparer.Ordinal)));
    }

    [Theory]
    [MemberData(nameof(MethodsWithArguments))]
    public void Arguments_AreTheApprovedBytes_AndComeBack(string method)
    {
        var codec = Compiler.Arguments(Methods[method]);
        var sample = ContractSamples.Arguments[method];
        var golden = Golden.Read(Calls, method + ".arguments", () => codec.Hex(sample));

        Assert.Equal(golden, codec.Hex(sample));
        Assert.Equal(Describer.Describe(sample), Describer.Describe(codec.ReadHex(golden)));
    }

    [Theory]
    [MemberData(nameof(ResultNames))]
    public void Results_AreTheApprovedBytes_AndComeBack(string method) => Invoke(nameof(CheckResult), method);

    [Theory]
    [MemberData(nameof(MethodNames))]
    public void Arguments_AsAnEnemySendsThem_AreReadOrRefused(string method)
    {
        var codec = Compiler.Arguments(Methods[method]);

        WireFuzz.Random(codec, seed: 11, rounds: 500);
        WireFuzz.Mutated(codec, codec.Bytes(ContractSamples.Arguments[method]), seed: 12, rounds: 2_000);
    }

    [Theory]
    [MemberData(nameof(ResultNames))]
    public void Results_AsAnEnemySendsThem_AreReadOrRefused(string method) => Invoke(nameof(FuzzResult), method);

    [Fact]
    public void Samples_HoldEveryMessage_WithoutAnyDefault()
    {
        var found = new HashSet<Type>();
        foreach (var sample in ContractSamples.Arguments.Values.SelectMany(static arguments => arguments).Concat(ContractSamples.Results.Values))
            Visit(sample!, found);
        _ = Describe();

        Assert.Equal(Compiler.Messages.Select(static message => message.Type.Name).Order(), found.Select(static type => type.Name).Order());
    }

    [Fact]
    public void Results_OfAllKinds_HaveASample() =>
        Assert.Equal(
            Methods.Values.Select(static method => method.ReturnType).Where(static type => type.IsGenericType).Distinct().Count(),
            ContractSamples.Results.Values.Select(static result => result!.GetType()).Distinct().Count());

    private static Dictionary<string, string> Describe()
    {
        var lines = new Dictionary<string, string>();
        foreach (var (name, method) in Methods)
            lines.Add(name, $"({Compiler.Arguments(method)}) {(method.ReturnType.IsGenericType ? ResultContract(method) : "nothing")}");
        foreach (var message in Compiler.Messages)
            lines.Add(message.Name, string.Join(", ", message.Members));
        foreach (var type in typeof(ITransactionGrain).Assembly.GetExportedTypes().Where(static type => type.IsEnum))
            lines.Add(type.Name, string.Join(", ", Enum.GetNames(type).Select(name => $"{Enum.Format(type, Enum.Parse(type, name), "d")} {name}")));
        return lines;
    }

    private static string ResultContract(MethodInfo method) => typeof(WireCompiler).GetMethod(nameof(WireCompiler.Result))!
        .MakeGenericMethod(method.ReturnType.GenericTypeArguments).Invoke(Compiler, [method])!.ToString()!;

    private static void Invoke(string check, string method) => typeof(WireContractTests)
        .GetMethod(check, BindingFlags.NonPublic | BindingFlags.Static)!
        .MakeGenericMethod(Methods[method].ReturnType.GenericTypeArguments)
        .Invoke(null, BindingFlags.DoNotWrapExceptions, null, [method], null);

    private static void CheckResult<T>(string method)
    {
        var codec = Compiler.Result<T>(Methods[method]);
        var sample = (T)ContractSamples.Results[method]!;
        var golden = Golden.Read(Calls, method + ".result", () => codec.Hex(sample));

        Assert.Equal(golden, codec.Hex(sample));
        Assert.Equal(Describer.Describe(sample), Describer.Describe(codec.ReadHex(golden)));
    }

    private static void FuzzResult<T>(string method)
    {
        var codec = Compiler.Result<T>(Methods[method]);

        WireFuzz.Random(codec, seed: 13, rounds: 500);
        WireFuzz.Mutated(codec, codec.Bytes((T)ContractSamples.Results[method]!), seed: 14, rounds: 2_000);
    }

    /// <summary>Notes the messages of a sample, and insists that all their members have a value that is written.</summary>
    private static void Visit(object value, HashSet<Type> found)
    {
        if (value is System.Collections.IEnumerable items and not string)
        {
            foreach (var item in items)
                Visit(item, found);
        }

        if (value.GetType().IsDefined(typeof(GenerateSerializerAttribute)))
        {
            found.Add(value.GetType());
            foreach (var member in value.GetType().GetProperties().Where(static property => property.IsDefined(typeof(IdAttribute))))
            {
                var content = member.GetValue(value);
                Assert.False(content is null or "" or 0 or 0L or false or ReadOnlyMemory<byte> { IsEmpty: true }, $"{value.GetType().Name}.{member.Name} has its default.");
                Visit(content!, found);
            }
        }
    }
}
