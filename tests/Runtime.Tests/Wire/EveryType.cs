namespace OrleansSaga.Runtime.Tests.Wire;

/// <summary>One member of every type that links carry.</summary>
[GenerateSerializer, Immutable]
public sealed record EveryType(
    [property: Id(0)] bool Flag,
    [property: Id(1)] byte Byte,
    [property: Id(2)] short Short,
    [property: Id(3)] int Int,
    [property: Id(4)] long Long,
    [property: Id(5)] double Double,
    [property: Id(6)] string Text,
    [property: Id(7)] Guid Guid,
    [property: Id(8)] TimeSpan Span,
    [property: Id(9)] DateTimeOffset Time,
    [property: Id(10)] Colour Colour,
    [property: Id(11)] ReadOnlyMemory<byte> Memory,
    [property: Id(12)] byte[] Bytes,
    [property: Id(13)] IReadOnlyList<int> Numbers,
    [property: Id(14)] IReadOnlyDictionary<string, string> Texts,
    [property: Id(15)] Point Point,
    [property: Id(16)] Inner Inner)
{
    [Id(17)]
    public SmallNumber Small { get; init; }

    [Id(18)]
    public IReadOnlyList<Inner> Inners { get; init; } = [new Inner("an initializer that the wire overrules")];

    [Id(19)]
    public IReadOnlyDictionary<string, Point> Points { get; init; } = new Dictionary<string, Point>();

    [Id(4000)]
    public IReadOnlyList<IReadOnlyList<double>> Table { get; init; } = [];

    public int Computed => Int + 1;

    public static EveryType Full { get; } = new(
        true, 200, -300, int.MinValue, long.MaxValue, -0.0, "Grüße 👋", Guid.Parse("00112233-4455-6677-8899-aabbccddeeff"), TimeSpan.FromTicks(-1),
        new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.FromMinutes(-150)), Colour.Blue, new byte[] { 1, 2 }, [3], [0, -1, 70_000],
        new Dictionary<string, string> { ["a"] = "b", [""] = "" }, new Point(1.5, null), new Inner("in"))
    {
        Small = SmallNumber.Most,
        Inners = [new Inner(""), new Inner("x")],
        Points = new Dictionary<string, Point> { ["p"] = new Point(0, 7) { Label = "l" } },
        Table = [[1, 2], [], [double.NaN]],
    };

    public static EveryType Empty { get; } = new(
        false, 0, 0, 0, 0, 0, "", Guid.Empty, TimeSpan.Zero, default, Colour.None, default, [], [], new Dictionary<string, string>(), new Point(0, null), new Inner(""))
    {
        Inners = [],
    };
}
