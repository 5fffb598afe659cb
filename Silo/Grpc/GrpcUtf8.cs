using System.Buffers;
using System.Collections;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace OrleansSaga.Silo.Grpc;

/// <summary>
/// Finds text that was not UTF-8. The parser puts U+FFFD in its place, so that two gids which differ there only would become one;
/// other implementations refuse such a message, and so do we.
/// </summary>
internal static class GrpcUtf8
{
    private const char Replacement = '\uFFFD';

    private static ReadOnlySpan<byte> ReplacementBytes => "\uFFFD"u8;

    /// <summary>Whether a parsed message has more replacement characters in its texts than were sent there; those in its bytes fields do not count.</summary>
    public static bool IsDamaged(IMessage message, ReadOnlySequence<byte> sent)
    {
        var found = Count(message, FieldType.String);
        return found > 0 && found + Count(message, FieldType.Bytes) > (sent.IsSingleSegment ? sent.FirstSpan : sent.ToArray()).Count(ReplacementBytes);
    }

    /// <summary>The replacement characters in all fields of one kind, texts or bytes.</summary>
    private static int Count(IMessage message, FieldType kind)
    {
        var count = 0;
        foreach (var field in message.Descriptor.Fields.InFieldNumberOrder())
        {
            if (field.IsMap || field.FieldType == FieldType.Message || field.FieldType == kind)
                count += CountIn(field.Accessor.GetValue(message), kind);
        }

        return count;
    }

    private static int CountIn(object? value, FieldType kind)
    {
        switch (value)
        {
            case string text:
                return kind == FieldType.String ? text.AsSpan().Count(Replacement) : 0;
            case ByteString bytes:
                return kind == FieldType.Bytes ? bytes.Span.Count(ReplacementBytes) : 0;
            case IMessage inner:
                return Count(inner, kind);
            case IDictionary map:
                var inMap = 0;
                foreach (DictionaryEntry entry in map)
                    inMap += CountIn(entry.Key, kind) + CountIn(entry.Value, kind);
                return inMap;
            case IEnumerable items:
                var inItems = 0;
                foreach (var item in items)
                    inItems += CountIn(item, kind);
                return inItems;
            default:
                return 0;
        }
    }
}
