using OrleansSaga.Samples.Bank;

namespace OrleansSaga.Faults;

/// <summary>What a run has left behind for its judges, once everything should be over.</summary>
internal sealed record Evidence
{
    /// <summary>The seed; chooses the transfers that all silos are asked about.</summary>
    public required int Seed { get; init; }

    /// <summary>What clients asked for and were promised.</summary>
    public required IReadOnlyList<TransferRecord> Records { get; init; }

    /// <summary>The journal's database, reached directly.</summary>
    public required string Journal { get; init; }

    /// <summary>What stands in the journal: status by gid.</summary>
    public required IReadOnlyDictionary<string, string> Statuses { get; init; }

    /// <summary>The participants.</summary>
    public required BankHost Banks { get; init; }

    /// <summary>The databases of bank north and south.</summary>
    public required (string North, string South) Books { get; init; }

    /// <summary>Those who ran workflows.</summary>
    public required WorkflowClient Workflows { get; init; }

    /// <summary>All silos.</summary>
    public required ServerList Servers { get; init; }
}
