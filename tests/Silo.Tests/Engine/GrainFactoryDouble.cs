using System.Reflection;

namespace OrleansSaga.Silo.Tests.Engine;

/// <summary>A factory whose grains a test plays. A proxy, because the runtimes declare factories of different size.</summary>
public class GrainFactoryDouble : DispatchProxy
{
    private Func<string, object> _grainOf = static key => throw new NotSupportedException(key);

    /// <summary>Makes one that answers for every key.</summary>
    internal static IGrainFactory Of(Func<string, object> grainOf)
    {
        var factory = Create<IGrainFactory, GrainFactoryDouble>();
        ((GrainFactoryDouble)(object)factory)._grainOf = grainOf;
        return factory;
    }

    /// <inheritdoc/>
    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        targetMethod?.Name == nameof(IGrainFactory.GetGrain) && args is [string key, ..] ? _grainOf(key) : throw new NotSupportedException(targetMethod?.Name);
}
