namespace OrleansSaga.Runtime;

/// <summary>Says that the type crosses a grain boundary. Orleans generates a serializer from it; the embedded runtime passes references inside the process and compiles one for links between silos.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Enum)]
public sealed class GenerateSerializerAttribute : Attribute;
