namespace OrleansSaga.Grains.Kernel;

/// <summary>A workflow: each row is a piece of progress that its client recorded (protocol 4.5).</summary>
internal static class WorkflowImport
{
    public static ImportTurn Read(DtmGlobalRow global, IReadOnlyList<DtmBranchRow> rows, Guid instance, DateTimeOffset now, EngineOptions engine)
    {
        if (rows.Count > engine.Limits.Steps)
            throw new InvalidFieldException($"trans_branch_op: {rows.Count} rows, at most {engine.Limits.Steps} are allowed");
        var turn = new ImportTurn(global, DtmRequest.Definition(global, instance, engine), TransactionStatus.Prepared);
        var callbackAt = FirstLook.Of(turn.State, global.NextCronTime, now);
        foreach (var row in rows)
        {
            var at = row.CreateTime ?? turn.State.Definition.CreatedAt;
            var request = new RegisterBranch(global.TransType, row.BranchId, row.Data, "", "", "", row.Op, row.Status, TraceParent: null);
            turn.Apply(new ProgressRecorded(((ProgressInput)DtmRequest.Registration(request, turn.State.Definition, at, engine)).Progress, callbackAt));
        }

        return turn;
    }
}
