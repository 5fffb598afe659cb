namespace OrleansSaga.Runtime.Tests;

internal static class TaskExtensions
{
    // Only so that a lost call fails a test instead of hanging it.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static Task Soon(this Task task) => task.WaitAsync(Patience, TestContext.Current.CancellationToken);

    public static Task<T> Soon<T>(this Task<T> task) => task.WaitAsync(Patience, TestContext.Current.CancellationToken);
}
