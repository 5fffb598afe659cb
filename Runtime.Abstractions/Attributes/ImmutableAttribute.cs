namespace OrleansSaga.Runtime;

/// <summary>Promises that instances are never changed once made, so that Orleans need not copy them. The embedded runtime never copies: everything that crosses a grain boundary must keep this promise.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
public sealed class ImmutableAttribute : Attribute;
