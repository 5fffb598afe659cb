using OrleansSaga.Grains.Kernel.TwoPhase;

namespace OrleansSaga.Grains.Kernel.Tcc;

/// <summary>Confirms or cancels, last registered first, or all at once when the transaction was prepared as <c>concurrent</c>.</summary>
internal sealed class TccTurn(TransactionState? durable, DriveState drive, DateTimeOffset now) : TwoPhaseTurn(durable, drive, now)
{
    protected override bool LastFirst => true;

    protected override bool Parallel => State!.Definition.Concurrent;
}
