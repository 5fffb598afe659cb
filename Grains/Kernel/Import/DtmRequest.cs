namespace OrleansSaga.Grains.Kernel;

/// <summary>The request that a client would have sent for a row, checked by the rules for clients.</summary>
internal static class DtmRequest
{
    /// <summary>The definition of a mode whose branches come later, or never.</summary>
    public static TransactionDefinition Definition(DtmGlobalRow global, Guid instance, EngineOptions engine) => Definition(global, [], [], instance, engine);

    /// <summary>The definition of a saga or message.</summary>
    public static TransactionDefinition Definition(DtmGlobalRow global, IReadOnlyList<StartStep> steps, IReadOnlyList<ReadOnlyMemory<byte>> payloads, Guid instance, EngineOptions engine)
    {
        var request = new StartTransaction(
            global.Gid, global.TransType, steps, payloads, global.CustomData, global.QueryPrepared, global.Protocol,
            DtmOptionsReader.Read(global.Options, global.ExtData), TraceParent: null);
        var (definition, refusal) = DefinitionBuilder.Build(request, instance, global.CreateTime!.Value.ToUniversalTime(), engine);
        return definition ?? throw new InvalidFieldException(refusal!.Message);
    }

    /// <summary>The input of a registerBranch.</summary>
    public static TransactionInput Registration(RegisterBranch request, TransactionDefinition definition, DateTimeOffset at, EngineOptions engine)
    {
        var (input, refusal) = RegistrationBuilder.Build(request, definition.Protocol, engine.Limits, at, jitter: 0);
        return input ?? throw new InvalidFieldException($"{Text.Clean(request.BranchId, 32)}: {refusal!.Message}");
    }

    /// <summary>The branch_id as a step keeps it: only where it is not its number.</summary>
    public static string BranchId(int step, string branchId) => branchId == TransactionDefinition.NumberedBranchId(step) ? "" : branchId;
}
