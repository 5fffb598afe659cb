namespace OrleansSaga.Runtime;

/// <summary>Anything that has a grain's address: a grain reference, or the grain itself.</summary>
public interface IAddressable;
