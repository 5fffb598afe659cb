using OrleansSaga.Grains.Kernel.Driving;
using OrleansSaga.Grains.Kernel.TwoPhase;

namespace OrleansSaga.Grains.Kernel.Xa;

/// <summary>Two-phase commit of XA resources (protocol 4.4). A participant registers itself before it prepares.</summary>
internal sealed class XaKernel : TwoPhaseKernel
{
    protected override ModeTurn Turn(TransactionState? state, DriveState drive, DateTimeOffset now, bool everythingIsDue = false) =>
        new XaTurn(state, drive, now) { EverythingIsDue = everythingIsDue };
}
