using System.Buffers;
using System.Diagnostics;

namespace OrleansSaga.Runtime.Embedded;

/// <summary>A call on its way: the invocation, and the caller who waits for its outcome.</summary>
internal abstract class Request(Invocation invocation) : GatedTurn
{
    // The one thing of the caller's context that follows a call: traces would break without it.
    private readonly Activity? _callerActivity = Activity.Current;

    public Invocation Invocation => invocation;

    public override bool Interleaves => invocation.Method.AlwaysInterleave;

    public override bool IsUse => true;

    /// <summary>Whether it came from another silo: it is served here then, whoever owns the grain.</summary>
    public bool IsForwarded { get; set; }

    /// <summary>The outcome, as the caller sees it.</summary>
    public abstract Task Outcome { get; }

    /// <summary>Refuses the call: nothing of it has run.</summary>
    public abstract void Fail(Exception exception);

    /// <summary>Writes the result of a call that has succeeded here, for the link that it came over. Nothing for a method without a result.</summary>
    /// <exception cref="InvalidOperationException">It has not succeeded, or its result cannot cross: it is null where that is not allowed, or nested too deep.</exception>
    public abstract void WriteResult(IBufferWriter<byte> output);

    /// <summary>Completes the caller with what another silo sent as the result. Never throws: a result that cannot be read becomes the call's failure.</summary>
    public abstract void CompleteFrom(ReadOnlySpan<byte> result);

    protected sealed override Task Start(Activation activation)
    {
        if (_callerActivity is not null)
            Activity.Current = _callerActivity;
        return Invoke(activation.Instance)
            ?? throw new InvalidOperationException($"{invocation.Method} returned null instead of a task.");
    }

    protected abstract Task? Invoke(object grain);
}
