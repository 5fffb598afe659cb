namespace OrleansSaga.Runtime.Embedded;

/// <summary>
/// What is called and with what, apart from where it runs and who waits for it: what a transport between silos
/// would carry, under the method's interface alias and alias.
/// </summary>
internal readonly record struct Invocation(GrainMethod Method, object?[] Arguments);
