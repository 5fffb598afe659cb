using System.Globalization;

namespace OrleansSaga.Grains.Kernel;

/// <summary>
/// Reads what DTM's tables hold of an unfinished transaction into our state (docs/architecture/import.md). Pure, like every decision:
/// what DTM knows to have succeeded has succeeded here, and what contradicts itself or our rules is refused in words.
/// </summary>
public static class DtmImport
{
    /// <summary>Most bytes of payload that one transaction may bring: it becomes one record, and goes through the commit in one piece.</summary>
    public const long MostBytes = 64 * 1024 * 1024;

    // Instances carry the creation time, and listings allow no more (InstanceTime).
    private static readonly TimeSpan MostSkew = TimeSpan.FromDays(1);

    /// <summary>Whether an instance can begin with this creation time.</summary>
    public static bool CanBeCreationTime(DateTimeOffset? time, DateTimeOffset now) =>
        time is { } at && at >= DateTimeOffset.UnixEpoch && at <= now + MostSkew;

    /// <summary>The transaction as it goes on here, or why it cannot.</summary>
    /// <param name="global">Its row in trans_global.</param>
    /// <param name="rows">Its rows in trans_branch_op, by id.</param>
    /// <param name="instance">The instance to be; it carries the row's creation time.</param>
    /// <param name="now">The present.</param>
    /// <param name="engine">Defaults and limits.</param>
    public static (DtmAdoption? Adoption, string? Refusal) Read(DtmGlobalRow global, IReadOnlyList<DtmBranchRow> rows, Guid instance, DateTimeOffset now, EngineOptions engine)
    {
        ArgumentNullException.ThrowIfNull(global);
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(engine);
        try
        {
            return (ReadOrThrow(global, rows, instance, now, engine), null);
        }
        catch (InvalidFieldException invalid)
        {
            return (null, invalid.Message);
        }
    }

    private static DtmAdoption ReadOrThrow(DtmGlobalRow global, IReadOnlyList<DtmBranchRow> rows, Guid instance, DateTimeOffset now, EngineOptions engine)
    {
        if (GidRules.Check(global.Gid, engine.Limits) is { } fault)
            throw new InvalidFieldException(fault);
        var mode = WireNames.Mode(global.TransType) ?? throw new InvalidFieldException($"trans_type: '{Text.Clean(global.TransType, 45)}' is unknown; known are saga, msg, tcc, xa and workflow");
        var status = Status(mode, global.Status);
        if (global.CreateTime is null)
            throw new InvalidFieldException("create_time: missing");
        if (!CanBeCreationTime(global.CreateTime, now))
            throw new InvalidFieldException("create_time: lies before 1970 or in the future");
        CheckSizes(rows, engine.Limits);

        var turn = mode switch
        {
            TransactionMode.Saga => SagaImport.Read(global, status, rows, instance, engine),
            TransactionMode.Message => MessageImport.Read(global, status, rows, instance, now, engine),
            TransactionMode.Workflow => WorkflowImport.Read(global, rows, instance, now, engine),
            _ => TwoPhaseImport.Read(global, mode, status, rows, instance, engine),
        };
        return turn.Close(FirstLook.Of(turn.State, global.NextCronTime, now));
    }

    private static TransactionStatus Status(TransactionMode mode, string status)
    {
        var known = WireNames.Status(status) ?? throw new InvalidFieldException($"status: '{Text.Clean(status, 45)}' is unknown; known are prepared, submitted, aborting, succeed and failed");
        var possible = (mode, known) switch
        {
            (_, TransactionStatus.Prepared) => true,
            (TransactionMode.Workflow, _) => false,
            (TransactionMode.Message, _) => known == TransactionStatus.Submitted,
            _ => known is TransactionStatus.Submitted or TransactionStatus.Aborting,
        };
        return possible ? known : throw new InvalidFieldException($"status: '{status}' is not one that an unfinished {WireNames.Of(mode)} transaction can have");
    }

    private static void CheckSizes(IReadOnlyList<DtmBranchRow> rows, LimitOptions limits)
    {
        var sum = 0L;
        foreach (var row in rows)
        {
            if (row.Length > limits.BodyBytes)
                throw new InvalidFieldException(string.Create(CultureInfo.InvariantCulture, $"{row.Name}: bin_data of {row.Length} bytes, at most {limits.BodyBytes} are allowed"));
            sum += row.Length;
        }

        if (sum > MostBytes)
            throw new InvalidFieldException(string.Create(CultureInfo.InvariantCulture, $"bin_data: {sum} bytes in all rows, at most {MostBytes} are allowed"));
    }
}
