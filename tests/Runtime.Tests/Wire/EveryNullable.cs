namespace OrleansSaga.Runtime.Tests.Wire;

/// <summary>The same, where null is allowed.</summary>
[GenerateSerializer, Immutable]
public sealed record EveryNullable
{
    [Id(0)]
    public bool? Flag { get; init; }

    [Id(1)]
    public int? Int { get; init; }

    [Id(2)]
    public string? Text { get; init; }

    [Id(3)]
    public Guid? Guid { get; init; }

    [Id(4)]
    public DateTimeOffset? Time { get; init; }

    [Id(5)]
    public Colour? Colour { get; init; }

    [Id(6)]
    public ReadOnlyMemory<byte>? Memory { get; init; }

    [Id(7)]
    public byte[]? Bytes { get; init; }

    [Id(8)]
    public IReadOnlyList<string>? Texts { get; init; }

    [Id(9)]
    public IReadOnlyDictionary<string, long>? Numbers { get; init; }

    [Id(10)]
    public Point? Point { get; init; }

    [Id(11)]
    public Inner? Inner { get; init; }

    public static EveryNullable Defaults { get; } = new()
    {
        Flag = false,
        Int = 0,
        Text = "",
        Guid = System.Guid.Empty,
        Time = default(DateTimeOffset),
        Colour = Tests.Wire.Colour.None,
        Memory = default(ReadOnlyMemory<byte>),
        Bytes = [],
        Texts = [],
        Numbers = new Dictionary<string, long>(),
        Point = default(Point),
        Inner = new Inner(""),
    };
}
