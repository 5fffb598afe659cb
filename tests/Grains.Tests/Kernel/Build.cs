namespace OrleansSaga.Grains.Tests.Kernel;

/// <summary>Entry points of the builders: <c>using static Build</c>.</summary>
internal static class Build
{
    /// <summary>When every saga of these tests is created.</summary>
    public static readonly DateTimeOffset Start = new(2030, 1, 2, 3, 4, 5, TimeSpan.Zero);

    /// <summary>A sequential saga of two steps with DTM's defaults and without jitter.</summary>
    public static SagaBuilder ASaga() => new();
}
