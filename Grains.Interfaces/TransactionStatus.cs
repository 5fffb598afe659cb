namespace OrleansSaga.Grains;

/// <summary>Global status of a transaction; wire names are DTM's (protocol section 4). The numbers are stored.</summary>
public enum TransactionStatus
{
    /// <summary>Registered; its client has still to submit or abort it.</summary>
    Prepared = 1,

    /// <summary>Goes forward.</summary>
    Submitted = 2,

    /// <summary>Decided against: branches are being undone.</summary>
    Aborting = 3,

    /// <summary>Final: everything took effect.</summary>
    Succeed = 4,

    /// <summary>Final: everything is undone, or an operator stopped it by force.</summary>
    Failed = 5,
}
