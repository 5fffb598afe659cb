namespace OrleansSaga.Runtime.Embedded;

/// <summary>A method that can be called over links, and the class that serves it.</summary>
internal sealed record LinkedMethod(GrainMethod Method, GrainClass Class);
