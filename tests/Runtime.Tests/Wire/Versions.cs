namespace OrleansSaga.Runtime.Tests.Wire;

/// <summary>A record as the last version knew it.</summary>
[GenerateSerializer, Immutable]
public sealed record OlderShape([property: Id(0)] string Gid, [property: Id(1)] int Step, [property: Id(2)] IReadOnlyList<OlderItem> Items);

[GenerateSerializer, Immutable]
public sealed record OlderItem([property: Id(0)] string Name);

/// <summary>The same record with what a later version added.</summary>
[GenerateSerializer, Immutable]
public sealed record NewerShape([property: Id(0)] string Gid, [property: Id(1)] long Step, [property: Id(2)] IReadOnlyList<NewerItem> Items)
{
    [Id(3)]
    public string Note { get; init; } = "";

    [Id(4)]
    public string? Trace { get; init; }

    [Id(5)]
    public double Share { get; init; } = 1;

    [Id(6)]
    public Inner Inner { get; init; } = new("");

    [Id(7)]
    public IReadOnlyList<Inner> Inners { get; init; } = [];
}

[GenerateSerializer, Immutable]
public sealed record NewerItem([property: Id(0)] string Name, [property: Id(1)] IReadOnlyDictionary<string, string>? Headers);
