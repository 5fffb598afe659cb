using OrleansSaga.Grains.Kernel;

namespace OrleansSaga.Grains.Tests.Definition;

public sealed class GidRulesTests
{
    [Theory]
    [InlineData("abc", "abc")]
    [InlineData("a\nb\rc;d", "abcd")]
    [InlineData("\r\n;", "")]
    [InlineData("a\tb", "a\tb")]
    public void Strip_TakesOutWhatDtmTakesOut(string sent, string expected) => Assert.Equal(expected, GidRules.Strip(sent));

    [Theory]
    [InlineData("a")]
    [InlineData("order/7 & 'more' ü 漢 😀")]
    public void Check_AnythingReadable_IsTaken(string gid) => Assert.Null(GidRules.Check(gid, new LimitOptions()));

    [Theory]
    [InlineData("", "gid: missing")]
    [InlineData("a\tb", "gid: contains a control character")]
    [InlineData("a\0", "gid: contains a control character")]
    [InlineData("a\u0085", "gid: contains a control character")]
    [InlineData("a\u007f", "gid: contains a control character")]
    public void Check_WhatCannotBeStored_IsRefused(string gid, string message) => Assert.Equal(message, GidRules.Check(gid, new LimitOptions()));

    // Not in the theory: attributes are stored as UTF-8, which cannot hold these.
    [Fact]
    public void Check_HalfASurrogatePair_IsRefused() =>
        Assert.All(["\ud83d", "\ude00a", "\ud83da", "a\ud83d"], gid => Assert.Equal("gid: contains half of a surrogate pair", GidRules.Check(gid, new LimitOptions())));

    [Fact]
    public void Check_Length_IsLimited()
    {
        Assert.Null(GidRules.Check(new string('g', 128), new LimitOptions()));
        Assert.Equal("gid: 129 characters, at most 128 are allowed", GidRules.Check(new string('g', 129), new LimitOptions()));
    }
}
