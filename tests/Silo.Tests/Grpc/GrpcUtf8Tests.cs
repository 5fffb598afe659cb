using System.Buffers;
using System.Text;
using Google.Protobuf;
using OrleansSaga.Silo.Grpc;
using OrleansSaga.Silo.Grpc.Wire;

namespace OrleansSaga.Silo.Tests.Grpc;

/// <summary>Text that is not UTF-8 is found, whatever else the message holds: two gids must never become one.</summary>
public sealed class GrpcUtf8Tests
{
    private const string Replacement = "\uFFFD";

    [Theory]
    [InlineData("", "")]
    [InlineData(Replacement, "")]
    [InlineData("", Replacement)]
    [InlineData(Replacement + Replacement, Replacement)]
    public void Text_ThatIsUtf8_IsWhole_WithReplacementCharactersOfItsOwn(string inText, string inPayload) =>
        Assert.False(IsDamaged(Sent("gid" + inText, inPayload)));

    [Theory]
    [InlineData("")]
    [InlineData(Replacement)]
    [InlineData(Replacement + Replacement + Replacement)]
    public void Text_ThatIsNot_IsDamaged_WhateverThePayloadIs(string inPayload)
    {
        var sent = Sent("gid?", inPayload);
        sent[sent.AsSpan().IndexOf((byte)'?')] = 0xFF;

        Assert.True(IsDamaged(sent));
    }

    private static byte[] Sent(string gid, string payload) => new DtmRequest
    {
        Gid = gid,
        BinPayloads = { ByteString.CopyFrom("{}"u8), ByteString.CopyFrom(Encoding.UTF8.GetBytes(payload)) },
        ReqExtra = { ["key"] = "value" },
    }.ToByteArray();

    private static bool IsDamaged(byte[] sent) => GrpcUtf8.IsDamaged(DtmRequest.Parser.ParseFrom(sent), new ReadOnlySequence<byte>(sent));
}
