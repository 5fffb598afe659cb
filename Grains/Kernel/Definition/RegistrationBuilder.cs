namespace OrleansSaga.Grains.Kernel;

/// <summary>Checks a registerBranch and makes an input of it (protocol 1.4). Runs after the look-up of the gid, like <see cref="DefinitionBuilder"/>.</summary>
public static class RegistrationBuilder
{
    /// <summary>Longest branch_id in characters, as in DTM's tables.</summary>
    public const int MostBranchIdLength = 128;

    /// <summary>Longest op of a workflow's row in characters, as in DTM's tables.</summary>
    public const int MostOpLength = 45;

    /// <summary>What is wrong with a registration for a mode that has none.</summary>
    internal const string WrongMode = "trans_type: branches are registered for tcc, xa and workflow only";

    /// <summary>Makes the input for a transaction that calls its branches by <paramref name="protocol"/>, or says what is wrong with the request.</summary>
    public static (TransactionInput? Input, Refusal? Refusal) Build(RegisterBranch request, string protocol, LimitOptions limits, DateTimeOffset now, double jitter)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(limits);
        try
        {
            CheckName("branch_id", request.BranchId, MostBranchIdLength);
            return (Build(request, WireNames.Mode(request.TransType), protocol, limits, now, jitter), null);
        }
        catch (InvalidFieldException invalid)
        {
            return (null, new Refusal(ReplyCode.Invalid, invalid.Message));
        }
    }

    private static TransactionInput Build(RegisterBranch request, TransactionMode? mode, string protocol, LimitOptions limits, DateTimeOffset now, double jitter)
    {
        switch (mode)
        {
            case TransactionMode.Tcc:
                UrlRules.Check("confirm", request.Confirm, protocol, limits);
                UrlRules.Check("cancel", request.Cancel, protocol, limits);
                JsonRpcRules.Check("data", request.Data, protocol, request.Confirm, request.Cancel);
                return new RegisterInput(TransactionMode.Tcc, Branch(request, request.Confirm, request.Cancel, request.Data), limits.Steps, limits.RegisteredBytes);
            case TransactionMode.Xa:
                UrlRules.Check("url", request.Url, protocol, limits);
                return new RegisterInput(TransactionMode.Xa, Branch(request, request.Url, request.Url, default), limits.Steps, limits.RegisteredBytes);
            case TransactionMode.Workflow:
                CheckName("op", request.Op, MostOpLength);
                return new ProgressInput(new WorkflowProgress(request.BranchId, request.Op, Status(request.Status), request.Data, now), limits.Steps, limits.RegisteredBytes, jitter);
            default:
                throw new InvalidFieldException(WrongMode);
        }
    }

    private static StepDefinition Branch(RegisterBranch request, string forward, string backward, ReadOnlyMemory<byte> payload) =>
        new(forward, backward, payload, [], StepPolicy.None) { BranchId = request.BranchId };

    private static OpStatus Status(string status) => status switch
    {
        "succeed" => OpStatus.Succeed,
        "failed" => OpStatus.Failed,
        _ => throw new InvalidFieldException("status: must be succeed or failed"),
    };

    private static void CheckName(string field, string value, int most)
    {
        if (value.Length == 0)
            throw new InvalidFieldException($"{field}: missing");
        if (value.Length > most)
            throw InvalidFieldException.TooLong(field, value.Length, most);
        if (value.Any(char.IsControl) || Text.Clean(value, most) != value)
            throw new InvalidFieldException($"{field}: contains a control character or half of a surrogate pair");
    }
}
