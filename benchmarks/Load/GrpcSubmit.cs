using System.Text;
using Google.Protobuf;

namespace OrleansSaga.Benchmarks.Load;

/// <summary>The frames of dtmgimp.Dtm/Submit: headers without any table, and a DtmRequest (protocol section 2) with HTTP branches.</summary>
internal static class GrpcSubmit
{
    private const byte EndHeaders = 4;
    private const byte EndStream = 1;

    public static byte[] Encode(Uri server, string gid, string stepsJson, IReadOnlyList<string> payloads)
    {
        var message = Message(gid, stepsJson, payloads);
        byte[] head =
        [
            0x83, 0x86,
            .. Literal(0x04, "/dtmgimp.Dtm/Submit"),
            .. Literal(0x01, server.Authority),
            0x0F, .. Literal(0x10, "application/grpc"),
            0x00, .. Text("te"), .. Text("trailers"),
        ];
        byte[] body = [0, .. BigEndian(message.Length, 4), .. message];
        return [.. Frame(head.Length, 1, EndHeaders), .. head, .. Frame(body.Length, 0, EndStream), .. body];
    }

    private static byte[] Message(string gid, string stepsJson, IReadOnlyList<string> payloads)
    {
        using var stream = new MemoryStream();
        using (var output = new CodedOutputStream(stream, leaveOpen: true))
        {
            Field(output, 1, gid);
            Field(output, 2, "saga");
            foreach (var payload in payloads)
                Field(output, 5, payload);
            Field(output, 7, stepsJson);
        }

        return stream.ToArray();
    }

    private static void Field(CodedOutputStream output, int number, string value)
    {
        output.WriteTag(number, WireFormat.WireType.LengthDelimited);
        output.WriteString(value);
    }

    private static byte[] Literal(byte name, string value) => [name, .. Text(value)];

    private static byte[] Text(string value) => [(byte)value.Length, .. Encoding.ASCII.GetBytes(value)];

    private static byte[] Frame(int length, byte type, byte flags) => [.. BigEndian(length, 3), type, flags, 0, 0, 0, 0];

    private static byte[] BigEndian(int value, int bytes) => [.. Enumerable.Range(0, bytes).Select(i => (byte)(value >> (8 * (bytes - 1 - i))))];
}
