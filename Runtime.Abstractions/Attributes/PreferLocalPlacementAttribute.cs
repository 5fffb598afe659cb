namespace OrleansSaga.Runtime;

/// <summary>Asks to activate the grain in the silo of its first caller. The embedded runtime always does.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class PreferLocalPlacementAttribute : Attribute;
