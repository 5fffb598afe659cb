using System.Buffers.Binary;
using OrleansSaga.Grains;
using OrleansSaga.Grains.Journal;
using OrleansSaga.Grains.Kernel;
using OrleansSaga.Grains.Transactions;
using OrleansSaga.Silo.Application;

namespace OrleansSaga.Silo.Dtm;

/// <summary>A transaction as DTM shows it, from the journal or from the listing (protocol 1.2, T).</summary>
internal readonly record struct TransactionView(
    string Gid,
    int Id,
    TransactionMode Mode,
    TransactionStatus Status,
    string Protocol,
    string? QueryPrepared,
    string? CustomData,
    string Options,
    string? RollbackReason,
    string? Result,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    DateTimeOffset? FinishedAt,
    int NextCronInterval,
    DateTimeOffset NextCronTime)
{
    public static TransactionView Of(StoredState found)
    {
        var (definition, state) = (found.State.Definition, found.State);
        var interval = Interval(state) ?? Clamp(definition.RetryBaseSeconds);
        return new TransactionView(
            definition.Gid, IdOf(definition.Instance), definition.Mode, state.Status, definition.Protocol,
            definition.QueryPrepared, definition.CustomData, DtmOptions.Text(definition.Options) ?? DtmOptions.Default, state.RollbackReason, state.Result,
            definition.CreatedAt, state.UpdatedAt, state.FinishedAt, interval, NextCron(found.Stored.Hot, definition.CreatedAt, definition.RetryBaseSeconds));
    }

    public static TransactionView Of(ListedTransaction row, RetryOptions retry)
    {
        var options = row.Options ?? DtmOptions.Default;
        var seconds = RetryBase.OfOptions(row.Options, retry);
        return new TransactionView(
            row.Gid, IdOf(row.Instance), row.Mode, row.Hot.Status, row.Protocol, row.QueryPrepared, row.CustomData, options, row.RollbackReason, row.Result,
            row.CreatedAt, row.UpdatedAt, row.FinishedAt, Clamp(seconds), NextCron(row.Hot, row.CreatedAt, seconds));
    }

    /// <summary>
    /// A number for DTM's id: 31 of the instance's random bits, because the C# SDK reads it as a 32-bit integer and fails on more.
    /// Nothing finds a transaction by it; two may share one.
    /// </summary>
    internal static int IdOf(Guid instance)
    {
        Span<byte> bytes = stackalloc byte[16];
        instance.TryWriteBytes(bytes, bigEndian: true, out _);
        return Math.Max(1, BinaryPrimitives.ReadInt32BigEndian(bytes[12..]) & int.MaxValue);
    }

    /// <summary>The interval of the branch that is tried next; null when none waits.</summary>
    private static int? Interval(TransactionState state)
    {
        var next = state.Status == TransactionStatus.Prepared && state.Callback.IntervalSeconds > 0 ? state.Callback : null;
        foreach (var step in state.Steps)
        {
            if (step.DueAt is { } due && step.IntervalSeconds > 0 && !(next?.DueAt <= due))
                next = step;
        }

        return next is null || state.IsFinal ? null : Clamp(Math.Ceiling(next.IntervalSeconds));
    }

    /// <summary>When somebody looks at it next; where nobody does, DTM's value at creation.</summary>
    private static DateTimeOffset NextCron(HotState hot, DateTimeOffset createdAt, long baseSeconds) =>
        hot is { DueAt: { } due, DueKind: DueKind.Guard or DueKind.Wait } ? due : createdAt.AddSeconds(baseSeconds);

    /// <summary>The C# SDK reads this one as a 32-bit integer, too.</summary>
    private static int Clamp(double seconds) => (int)Math.Clamp(seconds, 1, int.MaxValue);
}
