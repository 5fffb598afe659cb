namespace OrleansSaga.Runtime;

/// <summary>Questions to a grain or a grain reference.</summary>
public static class GrainExtensions
{
    /// <summary>Gets the key of a grain, or of the grain that a reference points to.</summary>
    /// <param name="grain">A grain created by the runtime, or a reference from <see cref="IGrainFactory"/>.</param>
    /// <returns>The key.</returns>
    /// <exception cref="ArgumentException">The object is neither.</exception>
    public static string GetPrimaryKeyString(this IAddressable grain)
    {
        ArgumentNullException.ThrowIfNull(grain);
        return grain switch
        {
            Grain activation => activation.Context.PrimaryKey,
            IHasPrimaryKey reference => reference.PrimaryKey,
            _ => throw new ArgumentException($"{grain.GetType()} is neither a grain nor a grain reference.", nameof(grain)),
        };
    }
}
