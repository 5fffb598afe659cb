namespace OrleansSaga.Grains;

/// <summary>How a transaction is driven. The numbers are stored.</summary>
public enum TransactionMode
{
    /// <summary>Steps with compensations.</summary>
    Saga = 1,

    /// <summary>Try, confirm, cancel.</summary>
    Tcc = 2,

    /// <summary>Two-phase commit of XA resources.</summary>
    Xa = 3,

    /// <summary>Two-phase message.</summary>
    Message = 4,

    /// <summary>Client-driven workflow.</summary>
    Workflow = 5,
}
