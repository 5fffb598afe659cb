using System.Globalization;
using System.Text;
using OrleansSaga.Grains.Journal;
using OrleansSaga.Grains.Kernel;

namespace OrleansSaga.Silo.Application.Topics;

/// <summary>What a topic and its subscriptions may be. Two of the texts are DTM's, which its SDKs' users may look for.</summary>
internal static class TopicRules
{
    public static string? NameFault(string topic, TopicOptions options)
    {
        if (topic.Length == 0)
            return "empty topic";
        if (topic.Length > options.NameLength)
            return TooLong("topic", topic.Length, options.NameLength);
        for (var i = 0; i < topic.Length;)
        {
            if (!Rune.TryGetRuneAt(topic, i, out var rune))
                return "topic: contains half of a surrogate pair";
            if (Rune.IsControl(rune))
                return "topic: contains a control character";
            i += rune.Utf16SequenceLength;
        }

        return null;
    }

    public static string? SubscriptionFault(string url, string remark, TopicOptions options, LimitOptions limits)
    {
        if (url.Length == 0)
            return "empty url";
        if (UrlRules.FaultOfAny("url", url, limits) is { } wrong)
            return wrong;
        return remark.Length > options.RemarkLength ? TooLong("remark", remark.Length, options.RemarkLength) : null;
    }

    public static string? CountFault(int subscribers, TopicOptions options) => subscribers > options.Subscribers
        ? string.Create(CultureInfo.InvariantCulture, $"topic: {subscribers} subscribers, at most {options.Subscribers} are allowed")
        : null;

    public static string? ValueFault(string value) => Encoding.UTF8.GetByteCount(value) > KeyValueSizes.ValueBytes
        ? string.Create(CultureInfo.InvariantCulture, $"topic: its subscriptions are too long together, at most {KeyValueSizes.ValueBytes} bytes are allowed")
        : null;

    private static string TooLong(string field, int length, int limit) =>
        string.Create(CultureInfo.InvariantCulture, $"{field}: {length} characters, at most {limit} are allowed");
}
