using System.Text;
using OrleansSaga.Grains.Journal;

namespace OrleansSaga.Storage.KeyValues;

/// <summary>Refuses what no store takes, so that all stores take the same.</summary>
internal static class KeyValueLimits
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static void CheckName(string category, string key)
    {
        CheckCategory(category);
        CheckText(key, KeyValueSizes.KeyLength, nameof(key));
    }

    public static void CheckCategory(string category) => CheckText(category, KeyValueSizes.CategoryLength, nameof(category));

    public static void CheckValue(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (CountBytes(value, nameof(value)) > KeyValueSizes.ValueBytes)
            throw new ArgumentException($"value is longer than {KeyValueSizes.ValueBytes} bytes in UTF-8.", nameof(value));
    }

    public static void CheckVersion(long expectedVersion) => ArgumentOutOfRangeException.ThrowIfNegative(expectedVersion);

    public static void CheckPage(int limit)
    {
        if (limit is < 1 or > KeyValueSizes.PageSize)
            throw new ArgumentOutOfRangeException(nameof(limit), limit, $"limit must be 1 to {KeyValueSizes.PageSize}.");
    }

    private static void CheckText(string text, int length, string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(text, name);
        if (text.Length > length)
            throw new ArgumentException($"{name} is longer than {length} characters.", name);
        CountBytes(text, name);
    }

    /// <summary>Refuses half characters and U+0000, which not every database stores.</summary>
    private static int CountBytes(string text, string name)
    {
        if (text.Contains('\0', StringComparison.Ordinal))
            throw new ArgumentException($"{name} holds the character U+0000.", name);
        try
        {
            return Utf8.GetByteCount(text);
        }
        catch (EncoderFallbackException exception)
        {
            throw new ArgumentException($"{name} holds half of a character pair.", name, exception);
        }
    }
}
