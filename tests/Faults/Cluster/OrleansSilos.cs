namespace OrleansSaga.Faults;

/// <summary>What this build's silos are like: on Orleans, which ends a process that was declared dead.</summary>
internal static class BuiltSilos
{
    public static SiloNature Nature { get; } = new(EndsWhenDeclaredDead: true, "I have been told I am dead");
}
