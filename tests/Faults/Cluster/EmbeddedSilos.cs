namespace OrleansSaga.Faults;

/// <summary>What this build's silos are like: on the embedded runtime.</summary>
public static class BuiltSilos
{
    /// <summary>This build's.</summary>
    public static SiloNature Nature { get; } = new(EndsWhenDeclaredDead: false, "has lost its row: other silos declared it dead", DrivesWhatItTakes: false);
}
