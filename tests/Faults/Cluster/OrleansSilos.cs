namespace OrleansSaga.Faults;

/// <summary>What this build's silos are like: on Orleans, which ends a process that was declared dead.</summary>
public static class BuiltSilos
{
    /// <summary>This build's.</summary>
    public static SiloNature Nature { get; } = new(EndsWhenDeclaredDead: true, "I have been told I am dead", DrivesWhatItTakes: true);
}
