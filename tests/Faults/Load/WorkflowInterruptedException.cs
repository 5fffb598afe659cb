namespace OrleansSaga.Faults;

/// <summary>A run of a workflow that cannot go on now; the server's callback takes it up again.</summary>
internal sealed class WorkflowInterruptedException(string message) : Exception(message);
