namespace OrleansSaga.Runtime.Tests.Wire;

/// <summary>What is written comes back.</summary>
public sealed class WireCodecTests
{
    [Fact]
    public void Value_OfEveryType_ComesBack()
    {
        var back = Codecs.Result<EveryType>(nameof(IWireGrain.Every)).There(EveryType.Full);

        Assert.Equal(Describer.Describe(EveryType.Full), Describer.Describe(back));
        Assert.True(double.IsNegative(back.Double));
        Assert.Equal(EveryType.Full.Time.Offset, back.Time.Offset);
    }

    [Fact]
    public void Defaults_AreNotWritten_AndComeBack()
    {
        var codec = Codecs.Result<EveryType>(nameof(IWireGrain.Every));

        var bytes = codec.Bytes(EveryType.Empty);

        // The message itself and its two messages that cannot be null.
        Assert.Equal("0205" + "7A00" + "820100", Convert.ToHexString(bytes));
        Assert.Equal(Describer.Describe(EveryType.Empty), Describer.Describe(codec.Read(bytes)));
    }

    [Fact]
    public void Nothing_IsReadAsDefaults()
    {
        var every = Codecs.Result<EveryType>(nameof(IWireGrain.Every)).Read([]);
        var nullables = Codecs.Result<EveryNullable>(nameof(IWireGrain.Nullables)).Read([]);

        Assert.Equal(Describer.Describe(EveryType.Empty), Describer.Describe(every));
        Assert.Equal(Describer.Describe(new EveryNullable()), Describer.Describe(nullables));
    }

    [Fact]
    public void Nullables_NullAndDefault_AreToldApart()
    {
        var codec = Codecs.Result<EveryNullable>(nameof(IWireGrain.Nullables));

        Assert.Equal(Describer.Describe(new EveryNullable()), Describer.Describe(codec.There(new EveryNullable())));
        Assert.Equal(Describer.Describe(EveryNullable.Defaults), Describer.Describe(codec.There(EveryNullable.Defaults)));
    }

    [Fact]
    public void NullWhereItIsNotAllowed_OfTextsAndCollections_BecomesEmpty()
    {
        var back = Codecs.Result<EveryType>(nameof(IWireGrain.Every)).There(EveryType.Empty with { Text = null!, Bytes = null!, Numbers = null!, Texts = null! });

        Assert.Equal(Describer.Describe(EveryType.Empty), Describer.Describe(back));
    }

    [Fact]
    public void NullWhereItIsNotAllowed_OfAMessage_IsAFault()
    {
        var failure = Assert.Throws<InvalidOperationException>(() => Codecs.Result<EveryType>(nameof(IWireGrain.Every)).Bytes(EveryType.Empty with { Inner = null! }));

        Assert.Contains(nameof(Inner), failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "")]
    [InlineData("", "0200")]
    [InlineData("a", "020161")]
    public void NullableText_OnTheWire(string? text, string hex)
    {
        var codec = Codecs.Result<string?>(nameof(IWireGrain.Maybe));

        Assert.Equal(hex, codec.Hex(text));
        Assert.Equal(text, codec.ReadHex(hex));
    }

    [Fact]
    public void Text_WithHalfASurrogatePair_CrossesWithAReplacement() =>
        Assert.Equal("a\uFFFD", Codecs.Result<string>(nameof(IWireGrain.Text)).There("a\uD83D"));

    [Fact]
    public void EnumNumber_WithoutAName_ComesBack() =>
        Assert.Equal((Colour)(-77), Codecs.Result<Colour>(nameof(IWireGrain.Paint)).There((Colour)(-77)));

    [Fact]
    public void Struct_WithDefaults_ComesBack()
    {
        var codec = Codecs.Result<Point>(nameof(IWireGrain.Struct));

        Assert.Equal("0200", codec.Hex(default));
        Assert.Equal(default, codec.There(default));
        Assert.Equal(new Point(-1, 0) { Label = "" }, codec.There(new Point(-1, 0) { Label = "" }));
    }

    [Fact]
    public void Lists_OfLists_ComeBack()
    {
        var codec = Codecs.Result<IReadOnlyList<IReadOnlyList<bool>>>(nameof(IWireGrain.Lists));

        Assert.Equal("0204" + "020100" + "00", codec.Hex([[true, false], []]));
        Assert.Equal([[true, false], []], codec.There([[true, false], []]));
    }

    [Fact]
    public void Times_AtTheEnds_ComeBack()
    {
        var codec = Codecs.Result<DateTimeOffset>(nameof(IWireGrain.Time));
        DateTimeOffset[] times = [DateTimeOffset.MinValue, DateTimeOffset.MaxValue, new(1, 1, 1, 14, 0, 0, TimeSpan.FromHours(14)), new(9999, 12, 31, 9, 0, 0, TimeSpan.FromHours(-14))];

        Assert.All(times, time => Assert.True(time.EqualsExact(codec.There(time))));
    }

    [Fact]
    public void Arguments_ByPosition_ComeBack()
    {
        var codec = Codecs.Arguments(nameof(IWireGrain.Several));

        Assert.Equal([-5, "", new Inner("x"), 9L], codec.There([-5, "", new Inner("x"), 9L]));
        Assert.Equal("0009" + "0A00", codec.Hex([-5, "", null, 0L]));
        Assert.Equal([0, null, null, 0L], codec.Read([]));
    }

    [Fact]
    public void Message_WithManyTexts_NeedsMoreThanTheStackKeeps()
    {
        var value = EveryType.Empty with { Texts = Enumerable.Range(0, 500).ToDictionary(i => $"key {i}", i => new string('x', i)) };

        var back = Codecs.Result<EveryType>(nameof(IWireGrain.Every)).There(value);

        Assert.Equal(value.Texts, back.Texts);
    }

    [Fact]
    public void Bytes_AreCopied_OnceWhenRead()
    {
        var codec = Codecs.Result<ReadOnlyMemory<byte>>(nameof(IWireGrain.Memory));
        var bytes = codec.Bytes(new byte[1 << 20]);
        codec.Read(bytes);

        var before = GC.GetAllocatedBytesForCurrentThread();
        codec.Read(bytes);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1 << 20, (1 << 20) + 1000);
    }
}
