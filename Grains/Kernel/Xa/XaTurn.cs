using OrleansSaga.Grains.Kernel.TwoPhase;

namespace OrleansSaga.Grains.Kernel.Xa;

/// <summary>Commits or rolls back in the order of registration.</summary>
internal sealed class XaTurn(TransactionState? durable, DriveState drive, DateTimeOffset now) : TwoPhaseTurn(durable, drive, now)
{
    protected override bool LastFirst => false;
}
