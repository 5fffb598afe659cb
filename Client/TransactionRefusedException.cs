namespace OrleansSaga.Client;

/// <summary>The request was refused, and will be again: it is wrong, or the transaction's state does not allow it. It has changed nothing. A submit that is made again after an unknown outcome hears <see cref="ReplyCode.WrongState"/> with a final <see cref="Status"/> when the transaction has ended meanwhile: that is its answer.</summary>
public sealed class TransactionRefusedException : OrleansSagaException
{
    internal TransactionRefusedException(string gid, ReplyCode code, string message)
        : base(gid, message, null) => Code = code;

    /// <summary><see cref="ReplyCode.Invalid"/>, <see cref="ReplyCode.WrongState"/> or <see cref="ReplyCode.NotFound"/>.</summary>
    public ReplyCode Code { get; }

    /// <summary>The transaction's status where there is one and it is known; null otherwise.</summary>
    public TransactionStatus? Status { get; internal init; }
}
