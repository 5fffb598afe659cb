namespace OrleansSaga.Runtime.Tests.Wire;

public sealed class WireFuzzTests
{
    private const int Rounds = 3_000;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Bytes_AtRandom_AreReadOrRefused(int seed)
    {
        WireFuzz.Random(Codecs.Result<EveryType>(nameof(IWireGrain.Every)), seed, Rounds);
        WireFuzz.Random(Codecs.Result<EveryNullable>(nameof(IWireGrain.Nullables)), seed, Rounds);
        WireFuzz.Random(Codecs.Result<Node>(nameof(IWireGrain.Tree)), seed, Rounds);
        WireFuzz.Random(Codecs.Arguments(nameof(IWireGrain.Several)), seed, Rounds);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void Messages_Mutated_AreReadOrRefused(int seed)
    {
        var every = Codecs.Result<EveryType>(nameof(IWireGrain.Every));
        var nullables = Codecs.Result<EveryNullable>(nameof(IWireGrain.Nullables));
        var trees = Codecs.Result<Node>(nameof(IWireGrain.Tree));
        var tree = new Node { Next = Node.Chain(8), Children = [Node.Chain(3), new Node { Children = [new Node(), Node.Chain(2)] }] };

        Assert.InRange(WireFuzz.Mutated(every, every.Bytes(EveryType.Full), seed, Rounds), 1, Rounds - 1);
        Assert.InRange(WireFuzz.Mutated(nullables, nullables.Bytes(EveryNullable.Defaults), seed, Rounds), 1, Rounds - 1);
        Assert.InRange(WireFuzz.Mutated(trees, trees.Bytes(tree), seed, Rounds), 1, Rounds - 1);
    }
}
