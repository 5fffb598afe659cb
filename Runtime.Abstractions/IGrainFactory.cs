namespace OrleansSaga.Runtime;

/// <summary>Makes references to grains. A reference is cheap, creates nothing, and never goes stale.</summary>
public interface IGrainFactory
{
    /// <summary>Gets a reference to the grain with the given key.</summary>
    /// <typeparam name="TGrainInterface">The grain interface to call.</typeparam>
    /// <param name="primaryKey">The key: not empty, compared ordinally.</param>
    /// <param name="grainClassNamePrefix">
    /// Start of the full name of the implementing class: needed only if several classes implement the interface.
    /// </param>
    /// <returns>A reference that implements <typeparamref name="TGrainInterface"/>.</returns>
    /// <exception cref="ArgumentException">
    /// The key is empty, or not exactly one registered class implements the interface (with that prefix).
    /// </exception>
    TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithStringKey;
}
