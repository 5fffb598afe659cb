namespace OrleansSaga.Grains.Tests.Kernel;

/// <summary>Entry points of the builders: <c>using static Build</c>.</summary>
internal static class Build
{
    /// <summary>When every saga of these tests is created.</summary>
    public static readonly DateTimeOffset Start = new(2030, 1, 2, 3, 4, 5, TimeSpan.Zero);

    /// <summary>A TCC transaction; branches are registered on the harness.</summary>
    public static ModeBuilder ATcc() => new(TransactionMode.Tcc);

    /// <summary>An XA transaction; branches are registered on the harness.</summary>
    public static ModeBuilder AnXa() => new(TransactionMode.Xa);

    /// <summary>A message of two steps, sequential, with a check-back.</summary>
    public static ModeBuilder AMessage() => new(TransactionMode.Message);

    /// <summary>A workflow named wf, with a callback.</summary>
    public static ModeBuilder AWorkflow() => new(TransactionMode.Workflow);

    /// <summary>A sequential saga of two steps with DTM's defaults and without jitter.</summary>
    public static SagaBuilder ASaga() => new();
}
