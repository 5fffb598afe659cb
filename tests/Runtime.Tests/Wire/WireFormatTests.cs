namespace OrleansSaga.Runtime.Tests.Wire;

/// <summary>Bytes that are no message end as <see cref="WireFormatException"/>, and cost no more than they are.</summary>
public sealed class WireFormatTests
{
    [Theory]
    [InlineData("02")]
    [InlineData("0205")]
    [InlineData("02FFFFFFFF07")]
    [InlineData("02FFFFFFFFFFFFFFFFFF01")]
    [InlineData("02FFFFFFFFFFFFFFFFFF02")]
    [InlineData("02FFFFFFFFFFFFFFFFFFFFFFFF")]
    [InlineData("0A05")]
    [InlineData("0900")]
    [InlineData("0B00")]
    [InlineData("0C")]
    [InlineData("0F00")]
    [InlineData("0001")]
    [InlineData("0201FF")]
    [InlineData("0202C328")]
    [InlineData("8080808080808001")]
    public void Text_OfBytesThatAreNone_IsRefused(string hex) =>
        Assert.Throws<WireFormatException>(() => Codecs.Result<string>(nameof(IWireGrain.Text)).ReadHex(hex));

    [Theory]
    [InlineData("02020002")]
    [InlineData("02020880808080808020")]
    [InlineData("02030803FE")]
    [InlineData("02033A0100")]
    [InlineData("02044A020000" + "00")]
    [InlineData("02044A02FF00")]
    [InlineData("020A4A08FEFFFFFFFFFFFFFFFF01")]
    [InlineData("02054A0300D20D")]
    [InlineData("0206" + "4A0400" + "8CF6FF")]
    [InlineData("02055203808080")]
    public void Members_OfBytesThatAreNone_AreRefused(string hex) =>
        Assert.Throws<WireFormatException>(() => Codecs.Result<EveryType>(nameof(IWireGrain.Every)).ReadHex(hex));

    [Fact]
    public void Length_BeyondTheEnd_AllocatesNothingForIt()
    {
        var codec = Codecs.Result<ReadOnlyMemory<byte>>(nameof(IWireGrain.Memory));
        var bytes = Convert.FromHexString("02FFFFFFFF0700");
        Assert.Throws<WireFormatException>(() => codec.Read(bytes));

        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<WireFormatException>(() => codec.Read(bytes));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
    }

    [Fact]
    public void Nesting_AtTheLimit_ComesBack_AndBeyondIsRefusedByBothSides()
    {
        var codec = Codecs.Result<Node>(nameof(IWireGrain.Tree));
        var deepest = codec.Bytes(Node.Chain(32));

        var tooDeep = new byte[deepest.Length + 2];
        deepest.CopyTo(tooDeep, 2);
        (tooDeep[0], tooDeep[1]) = (0x02, (byte)deepest.Length);
        var back = codec.Read(deepest);

        Assert.Equal(32, Length(back));
        Assert.Equal(64, deepest.Length);
        Assert.Throws<WireFormatException>(() => codec.Read(tooDeep));
        Assert.Throws<InvalidOperationException>(() => codec.Bytes(Node.Chain(33)));
    }

    [Fact]
    public void Nesting_WithoutEnd_IsRefused()
    {
        var bytes = new byte[200_000];
        var codec = Codecs.Result<Node>(nameof(IWireGrain.Tree));
        var position = bytes.Length;
        for (var length = 0; position > 10; length = bytes.Length - position)
        {
            position -= Varint.Size((uint)length) + 1;
            var writer = new WireWriter(bytes.AsSpan(position), []);
            writer.Varint(0x02);
            writer.Varint((uint)length);
        }

        Assert.Throws<WireFormatException>(() => codec.Read(bytes.AsSpan(position)));
    }

    [Fact]
    public void Constructor_ThatRefuses_IsAFormatFault()
    {
        var codec = Codecs.Result<Guarded>(nameof(IWireGrain.Guard));

        var failure = Assert.Throws<WireFormatException>(() => codec.ReadHex("02020001"));

        Assert.IsType<ArgumentOutOfRangeException>(failure.InnerException);
        Assert.Equal(7, codec.There(new Guarded(7)).Number);
    }

    [Fact]
    public void Field_ThatComesTwice_HasItsLastValue() =>
        Assert.Equal("b", Codecs.Result<string>(nameof(IWireGrain.Text)).ReadHex("020161" + "020162"));

    private static int Length(Node? node) => node is null ? 0 : 1 + Length(node.Next);
}
