using OrleansSaga.Grains;

namespace OrleansSaga.Silo.Events;

/// <summary>
/// Carries notices between the silos of a cluster. What arrives from others goes to <see cref="EventHub.Deliver"/>. All members return at
/// once and do not throw.
/// </summary>
public interface IEventRelay
{
    /// <summary>Name of this silo.</summary>
    string Silo { get; }

    /// <summary>Whether somebody listens at another silo.</summary>
    bool AnyRemoteListener { get; }

    /// <summary>Sends notices to the silos at which somebody listens; they come one batch after the other. What cannot be sent is dropped.</summary>
    void Send(IReadOnlyList<TransactionNotice> notices);

    /// <summary>Hears whether anybody listens at this silo, when that changes and once at the beginning, to tell the others. Must not call the hub.</summary>
    void OnLocalListeners(bool any);
}
