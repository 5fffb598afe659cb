using System.Diagnostics.CodeAnalysis;

namespace OrleansSaga.Runtime.Embedded;

/// <summary>
/// A turn that starts something which may take long: a request or a timer callback. Unless it interleaves, the
/// activation starts no other such turn until its task is complete.
/// </summary>
internal abstract class GatedTurn : Turn
{
    private Activation? _activation;
    private Task? _task;

    /// <summary>Whether it may start while another has not ended.</summary>
    public abstract bool Interleaves { get; }

    /// <summary>Whether it puts off the idle collection.</summary>
    public abstract bool IsUse { get; }

    /// <summary>Says on which activation it will run: called when it is let through, under that activation's lock.</summary>
    public void AdmitTo(Activation activation) => _activation = activation;

    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "The exception is handed to whoever waits for the turn.")]
    public sealed override void Run()
    {
        Task task;
        try
        {
            task = Start(_activation!);
        }
        catch (Exception exception)
        {
            task = Task.FromException(exception);
        }

        _task = task;
        if (task.IsCompleted)
            Finish();
        else
            // Captures the activation's context: Finish runs on the activation, usually in the same turn that
            // completed the task.
            task.GetAwaiter().UnsafeOnCompleted(Finish);
    }

    /// <summary>Starts the work, on the activation.</summary>
    protected abstract Task Start(Activation activation);

    /// <summary>Passes the outcome on, after the activation has become free for the next turn.</summary>
    protected abstract void Ended(Task task);

    private void Finish()
    {
        var task = _task!;
        _task = null;
        _activation!.OnEnded(this);
        Ended(task);
    }
}
