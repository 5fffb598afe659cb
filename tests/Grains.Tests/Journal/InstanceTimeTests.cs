using OrleansSaga.Grains.Journal;

namespace OrleansSaga.Grains.Tests.Journal;

/// <summary>Instances: UUIDv7 that sort by their creation.</summary>
public sealed class InstanceTimeTests
{
    private static readonly DateTimeOffset Now = new(2026, 5, 4, 12, 30, 15, 123, TimeSpan.Zero);

    [Fact]
    public void New_IsAVersion7OfItsMillisecond()
    {
        var instance = InstanceTime.New(Now.AddTicks(4_567));

        Assert.Equal((7, 8), (instance.Version, instance.Variant & 0xC));
        Assert.Equal(Now, InstanceTime.Of(instance));
        Assert.NotEqual(instance, InstanceTime.New(Now.AddTicks(4_567)));
    }

    [Fact]
    public void New_OneMicrosecondAfterAnother_SortsBehindIt()
    {
        var instances = Enumerable.Range(0, 2_000).Select(i => InstanceTime.New(Now.AddMicroseconds(i))).ToList();

        Assert.Equal(instances, instances.Order());
        Assert.Equal(instances, instances.OrderBy(instance => Convert.ToHexString(instance.ToByteArray(bigEndian: true)), StringComparer.Ordinal));
    }

    [Fact]
    public void New_LiesBetweenTheBoundsOfItsTime()
    {
        var instance = InstanceTime.New(Now);

        Assert.True(instance.CompareTo(InstanceTime.Before(Now)) > 0);
        Assert.True(instance.CompareTo(InstanceTime.Behind(Now)) < 0);
    }
}
