using OrleansSaga.Grains.Kernel.Driving;

namespace OrleansSaga.Grains.Kernel.Saga;

/// <summary>The saga (protocol 4.1): its client can start it and nothing else.</summary>
internal sealed class SagaKernel : ModeKernel
{
    protected override ModeTurn Turn(TransactionState? state, DriveState drive, DateTimeOffset now, bool everythingIsDue = false) =>
        new SagaTurn(state, drive, now) { EverythingIsDue = everythingIsDue };
}
