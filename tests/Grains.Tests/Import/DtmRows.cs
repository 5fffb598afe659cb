using OrleansSaga.Grains.Journal;
using OrleansSaga.Grains.Kernel;

namespace OrleansSaga.Grains.Tests.Import;

/// <summary>Rows as DTM writes them, created ten seconds before <see cref="Now"/>.</summary>
internal static class DtmRows
{
    public static readonly DateTimeOffset Created = new(2030, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public static readonly DateTimeOffset Now = Created.AddSeconds(10);

    public static DtmGlobalRow Global(string transType, string status) => new("gid", transType, status)
    {
        Protocol = "http",
        CreateTime = Created,
        UpdateTime = Created.AddSeconds(2),
        NextCronTime = Created.AddSeconds(8),
        Options = """{"concurrent":false}""",
    };

    public static DtmBranchRow Row(string branchId, string op, string status, string? url = null, string data = "{}") =>
        new(branchId, op, status, url ?? $"http://b/{branchId}/{op}")
        {
            Data = System.Text.Encoding.UTF8.GetBytes(data),
            Length = data.Length,
            CreateTime = Created,
            FinishTime = status == "prepared" ? null : Created.AddSeconds(1),
        };

    /// <summary>Pairs in DTM's order and first letters: <c>PS PF</c> is (compensate prepared, action succeed), (prepared, failed).</summary>
    public static DtmBranchRow[] Pairs(string backward, string forward, string statuses) =>
        [.. statuses.Split(' ', StringSplitOptions.RemoveEmptyEntries).SelectMany((pair, i) => new[]
        {
            Row($"{i + 1:00}", backward, Status(pair[0])),
            Row($"{i + 1:00}", forward, Status(pair[1])),
        })];

    public static DtmBranchRow[] Saga(string statuses) => Pairs("compensate", "action", statuses);

    /// <summary>What must be adopted.</summary>
    public static DtmAdoption Adopted(DtmGlobalRow global, params DtmBranchRow[] rows)
    {
        var (adoption, refusal) = DtmImport.Read(global, rows, Guid.Empty, Now, new EngineOptions());
        Assert.Null(refusal);
        // What is stored is the events: they must lead to the same state.
        Assert.Equal(Text(adoption!.State), Text(Stored(adoption)));
        return adoption;
    }

    /// <summary>Why rows must not be adopted.</summary>
    public static string Refused(DtmGlobalRow global, params DtmBranchRow[] rows)
    {
        var (adoption, refusal) = DtmImport.Read(global, rows, Guid.Empty, Now, new EngineOptions());
        Assert.Null(adoption);
        return refusal!;
    }

    /// <summary>What is called when the transaction is looked at first, as <c>branch/op</c>, in the order of the calls.</summary>
    public static string FirstCalls(DtmAdoption adoption, DateTimeOffset? at = null)
    {
        var decision = First(adoption, at);
        return string.Join(' ', decision.Calls.Select(call => $"{adoption.State.Definition.BranchId(call.Step)}/{WireNames.Of(call.Op)}"));
    }

    /// <summary>The decision of the first look.</summary>
    public static Decision First(DtmAdoption adoption, DateTimeOffset? at = null)
    {
        var state = Stored(adoption);
        var hot = new HotState(state.Status, adoption.DueAt, adoption.DueAt is null ? DueKind.None : DueKind.Wait);
        return TransactionKernel.Decide(state, DriveState.Loaded(1, hot, state), new TickInput(), at ?? adoption.DueAt ?? Now);
    }

    private static TransactionState Stored(DtmAdoption adoption) =>
        RecordCodec.Replay([new StoredRecord(1, Now, RecordCodec.Encode(Guid.NewGuid(), adoption.Events, "import-dtm", null, "").Body)])!;

    private static string Text(TransactionState state) => System.Text.Json.JsonSerializer.Serialize(TransactionSnapshot.Of(state));

    private static string Status(char letter) => letter switch
    {
        'P' => "prepared",
        'S' => "succeed",
        'F' => "failed",
        _ => letter.ToString(),
    };
}
