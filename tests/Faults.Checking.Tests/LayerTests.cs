using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using OrleansSaga.Faults.Checking.Wire;

namespace OrleansSaga.Faults.Checking.Tests;

/// <summary>The checker knows nothing of the engine, and still reads what the engine writes.</summary>
public sealed partial class LayerTests
{
    private static readonly Type[] Messages = typeof(Fields).GetNestedTypes();

    private static readonly ILookup<string, (string Name, int Number)> Proto = ReadProto();

    public static TheoryData<string> MessageNames => [.. Messages.Select(message => message.Name)];

    [Fact]
    public void Checker_ReferencesNoProjectOfTheServer()
    {
        var project = File.ReadAllText(Path.Combine(Repository.Root, "tests", "Faults.Checking", "Faults.Checking.csproj"));

        Assert.DoesNotContain("ProjectReference", project, StringComparison.Ordinal);
        Assert.DoesNotContain(typeof(FaultChecker).Assembly.GetReferencedAssemblies(), name => name.Name!.StartsWith("OrleansSaga.", StringComparison.Ordinal) || name.Name == "Google.Protobuf");
    }

    [Fact]
    public void Checker_CompilesNoSourceOfTheServer() =>
        Assert.DoesNotContain(
            Repository.Files(Path.Combine("tests", "Faults.Checking"), "*.cs").SelectMany(File.ReadLines),
            line => EngineName().IsMatch(line));

    [Theory]
    [MemberData(nameof(MessageNames))]
    public void FieldNumbers_AreThoseOfTheRecordFormat(string message)
    {
        var ours = Numbers(Messages.Single(type => type.Name == message));

        Assert.NotEmpty(ours);
        Assert.Empty(ours.Except(Proto[message]));
    }

    /// <summary>A new kind of event must be looked at by whoever adds it: the checker calls it a violation until it knows it.</summary>
    [Fact]
    public void EventKinds_AreAllKnown() => Assert.Equal(Proto["Event"].Order(), Numbers(typeof(Fields.Event)).Order());

    [Theory]
    [InlineData(typeof(Journal.Mode), typeof(Grains.TransactionMode))]
    [InlineData(typeof(Journal.Status), typeof(Grains.TransactionStatus))]
    [InlineData(typeof(Journal.Op), typeof(Grains.BranchOp))]
    [InlineData(typeof(Journal.OpStatus), typeof(Grains.Kernel.OpStatus))]
    [InlineData(typeof(Journal.DueKind), typeof(Grains.Journal.DueKind))]
    public void StoredNumbers_MeanTheSame(Type ours, Type theirs) =>
        Assert.Equal(NumbersOf(theirs), NumbersOf(ours).Where(number => number.Name != "Unknown"));

    private static IEnumerable<(string Name, int Number)> NumbersOf(Type words) =>
        Enum.GetNames(words).Select(name => (name, Convert.ToInt32(Enum.Parse(words, name), CultureInfo.InvariantCulture)));

    private static List<(string Name, int Number)> Numbers(Type message) =>
        [.. message.GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (field.Name, (int)field.GetRawConstantValue()!))];

    private static ILookup<string, (string Name, int Number)> ReadProto()
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, "Grains", "Journal", "Records", "record.proto"));
        return Regex.Split(text, @"^message ", RegexOptions.Multiline).Skip(1)
            .SelectMany(message => FieldLine().Matches(message).Select(field => (Message: message[..message.IndexOf(' ', StringComparison.Ordinal)], Field: (Pascal(field.Groups[1].Value), int.Parse(field.Groups[2].Value, CultureInfo.InvariantCulture)))))
            .ToLookup(entry => entry.Message, entry => entry.Field);
    }

    private static string Pascal(string name) => string.Concat(name.Split('_').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));

    [GeneratedRegex(@"(\w+) = (\d+);")]
    private static partial Regex FieldLine();

    [GeneratedRegex(@"\bOrleansSaga\.(Grains|Silo|Storage|Runtime|Samples)\b")]
    private static partial Regex EngineName();
}
