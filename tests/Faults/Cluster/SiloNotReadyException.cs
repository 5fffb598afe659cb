namespace OrleansSaga.Faults;

/// <summary>A silo has ended, or took too long, before it was ready.</summary>
public sealed class SiloNotReadyException(string message) : Exception(message);
