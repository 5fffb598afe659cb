namespace OrleansSaga.Runtime;

/// <summary>Marks grain interfaces. Every method of one returns a <see cref="Task"/> or a <see cref="ValueTask"/>.</summary>
public interface IGrain : IAddressable;
