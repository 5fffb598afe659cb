namespace OrleansSaga.Faults;

/// <summary>What this build's silos are like: on the embedded runtime.</summary>
internal static class BuiltSilos
{
    public static SiloNature Nature { get; } = new(EndsWhenDeclaredDead: false, "has lost its row: other silos declared it dead");
}
