namespace OrleansSaga.Runtime;

/// <summary>Says that the type crosses a grain boundary. Orleans generates a serializer from it; the embedded runtime passes references inside the process and only documents it.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Enum)]
public sealed class GenerateSerializerAttribute : Attribute;
