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

    /// <summary>Whether a parsed message has more replacement characters than were sent.</summary>
    public static bool IsDamaged(IMessage message, ReadOnlySequence<byte> sent)
    {
        var found = Count(message);
        return found > 0 && found > (sent.IsSingleSegment ? sent.FirstSpan : sent.ToArray()).Count(ReplacementBytes);
    }

    private static int Count(IMessage message)
    {
        var count = 0;
        foreach (var field in message.Descriptor.Fields.InFieldNumberOrder())
        {
            if (field.FieldType is FieldType.String or FieldType.Message)
                count += CountIn(field.Accessor.GetValue(message));
        }

        return count;
    }

    private static int CountIn(object? value)
    {
        switch (value)
        {
            case string text:
                return text.AsSpan().Count(Replacement);
            case IMessage inner:
                return Count(inner);
            case IDictionary map:
                var inMap = 0;
                foreach (DictionaryEntry entry in map)
                    inMap += CountIn(entry.Key) + CountIn(entry.Value);
                return inMap;
            case IEnumerable items:
                var inItems = 0;
                foreach (var item in items)
                    inItems += CountIn(item);
                return inItems;
            default:
                return 0;
        }
    }
}
