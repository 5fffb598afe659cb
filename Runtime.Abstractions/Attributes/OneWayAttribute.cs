namespace OrleansSaga.Runtime;

/// <summary>Makes calls of this method complete at once: the caller learns neither the end nor a failure of the call. Only on methods without a result.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OneWayAttribute : Attribute;
