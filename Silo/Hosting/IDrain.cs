namespace OrleansSaga.Silo.Hosting;

/// <summary>Present when a silo that is told to stop hands its work over before it closes.</summary>
internal interface IDrain;
