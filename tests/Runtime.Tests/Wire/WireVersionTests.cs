namespace OrleansSaga.Runtime.Tests.Wire;

/// <summary>Builds N and N-1 talk to each other while a cluster is upgraded.</summary>
public sealed class WireVersionTests
{
    private static readonly IWireCodec<OlderShape> Older = Codecs.Result<OlderShape>(nameof(IWireGrain.Older));
    private static readonly IWireCodec<NewerShape> Newer = Codecs.Result<NewerShape>(nameof(IWireGrain.Newer));

    [Fact]
    public void NewerMessage_ReadByAnOlderBuild_HasWhatThatKnows()
    {
        var newer = new NewerShape("gid", 3, [new("a", new Dictionary<string, string> { ["k"] = "v" }), new("b", null)])
        {
            Note = "note",
            Trace = "",
            Share = 0.5,
            Inner = new Inner("in"),
            Inners = [new Inner("x")],
        };

        var read = Older.Read(Newer.Bytes(newer));

        Assert.Equal(Describer.Describe(new OlderShape("gid", 3, [new("a"), new("b")])), Describer.Describe(read));
    }

    [Fact]
    public void OlderMessage_ReadByANewerBuild_HasDefaultsForTheRest()
    {
        var read = Newer.Read(Older.Bytes(new OlderShape("gid", -1, [new("a")])));

        Assert.Equal(Describer.Describe(new NewerShape("gid", -1, [new("a", null)]) { Share = 0 }), Describer.Describe(read));
    }

    [Fact]
    public void Number_ThatANarrowerTypeCannotHold_IsRefused() =>
        Assert.Throws<WireFormatException>(() => Older.Read(Newer.Bytes(new NewerShape("gid", long.MaxValue, []))));

    [Fact]
    public void Argument_ThatANewerBuildAdded_IsSkipped() =>
        Assert.Equal(["text"], Codecs.Arguments(nameof(IWireGrain.Text)).ReadHex("02" + "0474657874" + "0802" + "11" + "0000000000000000" + "1A0101"));
}
