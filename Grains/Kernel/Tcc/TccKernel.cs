using OrleansSaga.Grains.Kernel.Driving;
using OrleansSaga.Grains.Kernel.TwoPhase;

namespace OrleansSaga.Grains.Kernel.Tcc;

/// <summary>Try, confirm, cancel (protocol 4.3). Its client makes the tries; nested transactions register under the same gid.</summary>
internal sealed class TccKernel : TwoPhaseKernel
{
    protected override ModeTurn Turn(TransactionState? state, DriveState drive, DateTimeOffset now, bool everythingIsDue = false) =>
        new TccTurn(state, drive, now) { EverythingIsDue = everythingIsDue };
}
