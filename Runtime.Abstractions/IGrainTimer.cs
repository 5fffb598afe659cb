namespace OrleansSaga.Runtime;

/// <summary>A timer of one activation.</summary>
public interface IGrainTimer : IDisposable
{
    /// <summary>Sets when the timer fires next, and how often after that. Does nothing once the timer is disposed.</summary>
    /// <param name="dueTime">Time to the next callback; <see cref="Timeout.InfiniteTimeSpan"/> pauses the timer.</param>
    /// <param name="period">
    /// Time from the end of one callback to the start of the next; <see cref="Timeout.InfiniteTimeSpan"/> means once.
    /// </param>
    void Change(TimeSpan dueTime, TimeSpan period);
}
