using OrleansSaga.Grains.Journal;
using OrleansSaga.Grains.Kernel;

namespace OrleansSaga.Grains.Transactions;

/// <summary>What is asked of a transaction: each request, report and wake-up becomes an input to the kernel.</summary>
public sealed partial class TransactionGrain
{
    private async Task<TransactionReply> Start(StartTransaction request, bool submit)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (submit && !_place.TryTake())
            return Reply(ReplyCode.Unavailable, "too many transactions are being driven");
        var reply = await Decide(request, submit);
        _awaited |= request.Options.WaitResult && reply.Code == ReplyCode.Ok;
        return reply;
    }

    private async Task<TransactionReply> Decide(StartTransaction request, bool submit)
    {
        _isAsked = true;
        var now = engine.Time.GetUtcNow();
        var (definition, invalid) = DefinitionBuilder.Build(request, InstanceTime.New(now), now, engine.Options);
        var cause = new Cause("", null, request.TraceParent, request.RequestId);
        var mode = WireNames.Mode(request.TransType);
        TransactionInput input = submit
            ? new SubmitInput(definition) { Mode = mode, End = WorkflowEnds.Read(request.ReqExtra) }
            : new PrepareInput(definition) { Mode = mode };

        // A gid is usually new: its create is tried at once, and only a conflict makes us look.
        if (_transaction.State is null && definition is not null && !(submit && mode == TransactionMode.Workflow))
        {
            _transaction.BelieveNew();
            var created = await Handle(input, JournalLane.Client, cause, confirmed: true);
            if (created.Code != ReplyCode.TryAgain)
                return created;
        }

        var (trouble, confirmed) = await TryLoad();
        if (trouble is not null)
            return Reply(ReplyCode.Unavailable, trouble);
        if (_transaction.State is null && invalid is not null)
            return Reply(invalid.Code, invalid.Message);
        return await Handle(input, JournalLane.Client, cause, confirmed);
    }

    private async Task<TransactionReply> AddBranch(RegisterBranch request)
    {
        _isAsked = true;
        var (trouble, confirmed) = await TryLoad();
        if (trouble is not null)
            return Reply(ReplyCode.Unavailable, trouble);
        var cause = new Cause("", null, request.TraceParent, request.RequestId);
        // As in DTM: for a mode that does not exist nothing is looked up, and 409 would be read as a rollback.
        if (_transaction.State is null && WireNames.Mode(request.TransType) is null)
            return Reply(ReplyCode.Invalid, RegistrationBuilder.WrongMode);
        var (input, invalid) = RegistrationBuilder.Build(request, _transaction.State?.Definition.Protocol ?? "http", engine.Options.Limits, engine.Time.GetUtcNow(), Random.Shared.NextDouble());
        // A client that comes too late must hear that, whatever else is wrong with its request.
        if (_transaction.State is not { Status: TransactionStatus.Prepared } && !_transaction.HasDone(request.RequestId))
            return NotPrepared();
        return input is null ? Reply(invalid!.Code, invalid.Message) : await Handle(input, JournalLane.Client, cause, confirmed);
    }

    private async Task<TransactionReply> RollBack(AbortTransaction request)
    {
        var reply = await Ask(new AbortInput(request.TransType, request.Reason), new Cause("", null, null, request.RequestId));
        _awaited |= reply is { Code: ReplyCode.Ok, WaitResult: true, Status: TransactionStatus.Aborting };
        return reply;
    }

    private async Task<TransactionReply> Ask(TransactionInput input, Cause cause)
    {
        _isAsked = true;
        var (trouble, confirmed) = await TryLoad();
        if (trouble is not null)
            return Reply(ReplyCode.Unavailable, trouble);
        return await Handle(input, JournalLane.Client, cause, confirmed);
    }

    private async Task<bool> TakeReport(BranchStamp stamp, BranchResult result)
    {
        var (trouble, confirmed) = await TryLoad();
        if (trouble is not null)
            return false;
        var reply = await Handle(new ReportInput(stamp, result, Random.Shared.NextDouble()), JournalLane.Driving, Cause.Coordinator, confirmed);
        return reply.Code is not (ReplyCode.Unavailable or ReplyCode.TryAgain);
    }

    private async Task<WakeOutcome> Resume()
    {
        if (!_place.TryTake())
            return WakeOutcome.Busy;
        var (trouble, confirmed) = await TryLoad();
        if (trouble is not null)
            return WakeOutcome.Busy;
        var reply = await Handle(new TickInput(), JournalLane.Driving, Cause.Coordinator, confirmed);
        if (reply.Code is ReplyCode.Unavailable or ReplyCode.TryAgain)
            return WakeOutcome.Busy;
        if (_transaction.State is not { IsFinal: false })
            return WakeOutcome.Gone;
        return _transaction.Drive.InFlight.Length > 0 ? WakeOutcome.Driven : WakeOutcome.Idle;
    }

    private TransactionReply ReplyTo(Decision decision) => decision.Refusal switch
    {
        null => Reply(ReplyCode.Ok, ""),
        { Code: ReplyCode.NotFound } => Reply(ReplyCode.NotFound, $"no TransGlobal with gid: {_gid} found"),
        { Message: Refusal.NotPrepared } => NotPrepared(),
        var refusal => Reply(refusal.Code, refusal.Message),
    };

    private TransactionReply ReplyToRepeat(Cause cause) => Reply(ReplyCode.Ok, "") with { IsNew = _transaction.WasMadeBy(cause.RequestId) };

    private TransactionReply NotPrepared() => Reply(ReplyCode.WrongState, $"no trans with gid: {_gid} status: prepared found");

    private TransactionReply Reply(ReplyCode code, string message) =>
        new(code, message, _transaction.State?.Status, _transaction.Version, _transaction.Drive.Pass)
        {
            WaitResult = _transaction.State?.Definition.Options.WaitResult ?? false,
            Mode = _transaction.State?.Definition.Mode,
            RequestTimeoutSeconds = _transaction.State?.Definition.RequestTimeoutSeconds(-1) ?? 0,
        };
}
