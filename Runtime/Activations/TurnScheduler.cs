using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;

namespace OrleansSaga.Runtime.Embedded;

/// <summary>
/// Runs the turns of one activation, one after the other, on the thread pool. Being the synchronization context of
/// those turns, it also gets whatever they continue after an await, so the activation never runs on two threads.
/// </summary>
internal sealed class TurnScheduler(Activation owner, ILogger logger) : SynchronizationContext, IThreadPoolWorkItem
{
    // After so many turns the thread is given back, so that one busy activation does not starve the others.
    private const int TurnsPerSlice = 64;

    private static readonly Turn Empty = new EndOfStack();

    // A stack of turns that producers push without a lock: null while no thread works for this activation, Empty at
    // its bottom while one does. Whoever pushes onto null queues the work item, so it is queued once only.
    private Turn? _pushed;

    // What the working thread has taken over from the stack, in the order of arrival.
    private Turn? _batch;

    public bool IsCurrent => Current == this;

    public Activation Owner => owner;

    public void Enqueue(Turn turn)
    {
        var head = Volatile.Read(ref _pushed);
        while (true)
        {
            turn.Next = head;
            var seen = Interlocked.CompareExchange(ref _pushed, turn, head);
            if (seen == head)
                break;
            head = seen;
        }

        if (head is null)
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    public override void Post(SendOrPostCallback d, object? state) => Enqueue(new PostedTurn(d, state));

    public override void Send(SendOrPostCallback d, object? state)
    {
        if (!IsCurrent)
            throw new NotSupportedException("A grain's context cannot be entered synchronously: that would block a thread until the grain is free.");
        d(state);
    }

    public override SynchronizationContext CreateCopy() => this;

    public void Execute()
    {
        var outer = Current;
        SetSynchronizationContext(this);
        try
        {
            RunSlice();
        }
        finally
        {
            SetSynchronizationContext(outer);
        }
    }

    private void RunSlice()
    {
        var clean = ExecutionContext.Capture();
        for (var left = TurnsPerSlice; left > 0; left--)
        {
            if (_batch is null && !TakeBatch())
                return;
            var turn = _batch!;
            _batch = turn.Next;
            turn.Next = null;
            Run(turn);
            // What a turn left in async locals must not leak into the next.
            if (clean is not null)
                ExecutionContext.Restore(clean);
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    private bool TakeBatch()
    {
        if (Interlocked.CompareExchange(ref _pushed, null, Empty) == Empty)
            return false;
        var pushed = Interlocked.Exchange(ref _pushed, Empty);
        Turn? inOrder = null;
        while (pushed is not null && pushed != Empty)
        {
            var next = pushed.Next;
            pushed.Next = inOrder;
            inOrder = pushed;
            pushed = next;
        }

        _batch = inOrder;
        return true;
    }

    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "A failing continuation of one grain must not end the process.")]
    private void Run(Turn turn)
    {
        try
        {
            turn.Run();
        }
        catch (Exception exception)
        {
            logger.UnobservedException(owner, exception);
        }
    }

    private sealed class PostedTurn(SendOrPostCallback callback, object? state) : Turn
    {
        public override void Run() => callback(state);
    }

    private sealed class EndOfStack : Turn
    {
        public override void Run() => throw new InvalidOperationException("The end of the stack is no turn.");
    }
}
