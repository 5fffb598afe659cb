namespace OrleansSaga.Runtime.Tests.Wire;

public enum Colour
{
    None = 0,
    Red = 1,
    Blue = 2,
}

public enum SmallNumber : byte
{
    Zero = 0,
    Most = 255,
}

[GenerateSerializer, Immutable]
public readonly record struct Point([property: Id(0)] double X, [property: Id(1)] int? Y)
{
    [Id(2)]
    public string? Label { get; init; }
}

[GenerateSerializer, Immutable]
public sealed record Inner([property: Id(0)] string Name);
