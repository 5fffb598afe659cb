namespace OrleansSaga.Runtime;

/// <summary>Lets calls of this method of a grain interface start while another call waits for something. Still never two threads at once in one activation.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class AlwaysInterleaveAttribute : Attribute;
