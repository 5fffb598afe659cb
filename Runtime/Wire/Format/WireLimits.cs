namespace OrleansSaga.Runtime.Embedded;

/// <summary>Limits that both sides keep.</summary>
internal static class WireLimits
{
    /// <summary>How deep messages, lists and dictionaries may be nested in one another.</summary>
    public const int MaxDepth = 32;

    /// <summary>The highest field number: a key must fit into 32 bits.</summary>
    public const uint MaxFieldId = (1u << 29) - 1;
}
