namespace OrleansSaga.Runtime;

/// <summary>Marks the namespace until the runtime lands.</summary>
public interface IRuntimePlaceholder;
