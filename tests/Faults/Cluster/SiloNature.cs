namespace OrleansSaga.Faults;

/// <summary>In what the silos of one actor runtime differ from those of the other, for whoever breaks them.</summary>
/// <param name="EndsWhenDeclaredDead">True where a silo that finds itself declared dead ends its process, and has to be started again; otherwise it joins again by itself.</param>
/// <param name="SaysWhenDeclaredDead">What such a silo writes into its log.</param>
/// <param name="DrivesWhatItTakes">True where a silo drives the transactions that clients bring to it; otherwise the owner of their bucket does.</param>
public sealed record SiloNature(bool EndsWhenDeclaredDead, string SaysWhenDeclaredDead, bool DrivesWhatItTakes);
