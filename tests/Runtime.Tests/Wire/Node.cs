namespace OrleansSaga.Runtime.Tests.Wire;

/// <summary>Holds itself: a tree.</summary>
[GenerateSerializer, Immutable]
public sealed class Node
{
    [Id(0)]
    public Node? Next { get; init; }

    [Id(1)]
    public IReadOnlyList<Node> Children { get; init; } = [];

    /// <summary>A chain of so many.</summary>
    public static Node Chain(int length) => length == 1 ? new Node() : new Node { Next = Chain(length - 1) };
}
