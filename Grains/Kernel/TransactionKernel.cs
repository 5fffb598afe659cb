using OrleansSaga.Grains.Kernel.Driving;
using OrleansSaga.Grains.Kernel.Message;
using OrleansSaga.Grains.Kernel.Saga;
using OrleansSaga.Grains.Kernel.Tcc;
using OrleansSaga.Grains.Kernel.Workflow;
using OrleansSaga.Grains.Kernel.Xa;

namespace OrleansSaga.Grains.Kernel;

/// <summary>All decisions of the engine: a pure function of state, drive state, input and time. The mode decides which kernel answers.</summary>
public static class TransactionKernel
{
    private static readonly ModeKernel Saga = new SagaKernel();
    private static readonly ModeKernel Tcc = new TccKernel();
    private static readonly ModeKernel Xa = new XaKernel();
    private static readonly ModeKernel Message = new MessageKernel();
    private static readonly ModeKernel Workflow = new WorkflowKernel();

    /// <summary>Decides what follows from <paramref name="input"/>. <paramref name="state"/> is null while the gid is unknown.</summary>
    public static Decision Decide(TransactionState? state, DriveState drive, TransactionInput input, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(drive);
        ArgumentNullException.ThrowIfNull(input);
        var asked = ModeOf(input);
        // What is finished is answered as finished, whatever the request calls it.
        if (state is { IsFinal: false } && asked is { } other && other != state.Definition.Mode)
            return Decision.Refuse(state, drive, ReplyCode.Invalid, $"trans_type: the transaction is '{WireNames.Of(state.Definition.Mode)}', not '{WireNames.Of(other)}'");
        return KernelOf(state?.Definition.Mode ?? asked ?? TransactionMode.Saga).Decide(state, drive, input, now);
    }

    private static TransactionMode? ModeOf(TransactionInput input) => input switch
    {
        SubmitInput i => i.Mode,
        PrepareInput i => i.Mode,
        RegisterInput i => i.Mode,
        ProgressInput => TransactionMode.Workflow,
        _ => null,
    };

    private static ModeKernel KernelOf(TransactionMode mode) => mode switch
    {
        TransactionMode.Tcc => Tcc,
        TransactionMode.Xa => Xa,
        TransactionMode.Message => Message,
        TransactionMode.Workflow => Workflow,
        _ => Saga,
    };
}
