namespace OrleansSaga.Runtime;

/// <summary>Marks grain interfaces whose grains are addressed by a string.</summary>
public interface IGrainWithStringKey : IGrain;
