using OrleansSaga.Silo.Grpc;

namespace OrleansSaga.Silo.Tests.Grpc;

/// <summary>The codings of grpc-message and grpc-timeout.</summary>
public sealed class GrpcTextTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("plain text: ~ \" \\", "plain text: ~ \" \\")]
    [InlineData("100%", "100%25")]
    [InlineData("a\r\nb\tc\0", "a%0D%0Ab%09c%00")]
    [InlineData("5 € für Zoë", "5 %E2%82%AC f%C3%BCr Zo%C3%AB")]
    [InlineData("\U0001F600\u007F", "%F0%9F%98%80%7F")]
    public void Message_GoesThereAndBack(string text, string coded)
    {
        Assert.Equal(coded, GrpcText.Encode(text));
        Assert.Equal(text, GrpcText.Decode(coded));
    }

    [Theory]
    [InlineData("100%", "100%")]
    [InlineData("%4", "%4")]
    [InlineData("%zz%41%", "%zzA%")]
    [InlineData("%e2%82%ac", "€")]
    [InlineData("%C3(", "\uFFFD(")]
    public void Message_ThatIsNotProper_IsReadAsFarAsItGoes(string coded, string text) => Assert.Equal(text, GrpcText.Decode(coded));

    [Fact]
    public void Message_WithHalfASurrogatePair_HasAReplacementCharacter() => Assert.Equal("a%EF%BF%BD", GrpcText.Encode("a\ud800"));

    [Theory]
    [InlineData('a', 4096)]
    [InlineData('€', 455)]
    public void Message_ThatIsTooLong_IsCutBetweenCharacters(char character, int kept)
    {
        var coded = GrpcText.Encode(new string(character, 5000));

        Assert.InRange(coded.Length, GrpcText.MostCodedLength - 8, GrpcText.MostCodedLength);
        Assert.Equal(new string(character, kept), GrpcText.Decode(coded));
    }

    [Theory]
    [InlineData("1H", 3600)]
    [InlineData("2M", 120)]
    [InlineData("99S", 99)]
    [InlineData("1500m", 1.5)]
    [InlineData("250000u", 0.25)]
    [InlineData("100000n", 0.0001)]
    [InlineData("0n", 0)]
    [InlineData("99999999H", 40 * 24 * 3600)]
    public void Timeout_IsRead(string text, double seconds)
    {
        Assert.True(GrpcTimeout.TryParse(text, out var timeout));
        Assert.Equal(seconds, timeout.TotalSeconds);
    }

    [Theory]
    [InlineData(1, "1S")]
    [InlineData(4_000_000_000, "99999999S")]
    public void Timeout_IsWrittenInSeconds(long seconds, string text) => Assert.Equal(text, GrpcTimeout.OfSeconds(seconds));
}
