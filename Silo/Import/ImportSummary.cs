namespace OrleansSaga.Silo.Import;

/// <summary>What an import found and did.</summary>
internal sealed class ImportSummary
{
    private const int MostKinds = 100;

    private readonly SortedDictionary<(string TransType, string Status), TransactionCount> _transactions = [];

    /// <summary>Counts by trans_type and status.</summary>
    public IReadOnlyDictionary<(string TransType, string Status), TransactionCount> Transactions => _transactions;

    /// <summary>Counts of topics.</summary>
    public TopicCount Topics { get; } = new();

    /// <summary>Rows that are due only later.</summary>
    public int DueLater { get; set; }

    /// <summary>Sessions of others in DTM's database.</summary>
    public long OtherSessions { get; set; }

    /// <summary>How many transactions were found.</summary>
    public int Found => _transactions.Values.Sum(count => count.Found);

    /// <summary>How many transactions or topics cannot be adopted.</summary>
    public int Refused => _transactions.Values.Sum(count => count.Refused) + Topics.Refused;

    /// <summary>How many transactions were adopted.</summary>
    public int Adopted => _transactions.Values.Sum(count => count.Adopted);

    /// <summary>The count of a kind. Unknown names come from the database, and are not told apart without end.</summary>
    public TransactionCount Of(string transType, string status)
    {
        var kind = (Printable.Of(transType), Printable.Of(status));
        if (_transactions.Count >= MostKinds && !_transactions.ContainsKey(kind))
            kind = ("other", "other");
        if (!_transactions.TryGetValue(kind, out var count))
            _transactions.Add(kind, count = new TransactionCount());
        return count;
    }
}

/// <summary>Transactions of one kind.</summary>
internal sealed class TransactionCount
{
    public int Found { get; set; }

    /// <summary>Cannot be adopted.</summary>
    public int Refused { get; set; }

    /// <summary>Written now.</summary>
    public int Adopted { get; set; }

    /// <summary>Written by an earlier import.</summary>
    public int Present { get; set; }
}

/// <summary>Topics.</summary>
internal sealed class TopicCount
{
    public int Found { get; set; }

    /// <summary>Cannot be adopted.</summary>
    public int Refused { get; set; }

    /// <summary>Written or extended now.</summary>
    public int Merged { get; set; }

    /// <summary>All their subscribers were here already.</summary>
    public int Present { get; set; }
}
