namespace OrleansSaga.Grains.Journal;

/// <summary>How large the entries of an <see cref="IKeyValueStore"/> may be, in every store.</summary>
public static class KeyValueSizes
{
    /// <summary>Longest category in characters.</summary>
    public const int CategoryLength = 64;

    /// <summary>Longest key in characters.</summary>
    public const int KeyLength = 256;

    /// <summary>Longest value in bytes of UTF-8.</summary>
    public const int ValueBytes = 1024 * 1024;

    /// <summary>Most entries that are read at once.</summary>
    public const int PageSize = 1_000;
}
