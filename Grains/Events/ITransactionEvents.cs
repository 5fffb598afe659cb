namespace OrleansSaga.Grains.Events;

/// <summary>
/// Where transactions publish that they have changed, after each durable change. Everything here returns at once and never throws: a
/// listener must not be able to slow a transaction down.
/// </summary>
public interface ITransactionEvents
{
    /// <summary>Whether anybody listens, at this silo or at another one: looked at before a notice is made.</summary>
    bool IsWanted { get; }

    /// <summary>Name of this silo, as notices carry it.</summary>
    string Silo { get; }

    /// <summary>Hands a notice to whoever listens.</summary>
    void Publish(TransactionNotice notice);
}
