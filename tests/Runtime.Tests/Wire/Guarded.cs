namespace OrleansSaga.Runtime.Tests.Wire;

/// <summary>Refuses what it cannot be.</summary>
[GenerateSerializer, Immutable]
public sealed class Guarded
{
    public Guarded(int number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        Number = number;
    }

    [Id(0)]
    public int Number { get; }
}
