namespace OrleansSaga.Grains.Transactions;

/// <summary>
/// The requests that caused a transaction's records, as far as they are in memory: the one that made it, and the last few. A request
/// that comes again, because its reply was lost with a silo or a link, is known by its id.
/// </summary>
internal sealed class RequestIds
{
    /// <summary>How many are kept beside the first. Repeats come within seconds.</summary>
    private const int Most = 16;

    private string _first = "";
    private string[] _others = [];
    private int _next;

    /// <summary>Takes the id of a record's request; empty for none.</summary>
    public void Add(string requestId, bool hasCreated)
    {
        if (requestId.Length == 0)
            return;
        if (hasCreated)
        {
            _first = requestId;
            return;
        }

        if (_others.Length == 0)
            _others = new string[Most];
        _others[_next] = requestId;
        _next = (_next + 1) % Most;
    }

    /// <summary>Whether the request has a record.</summary>
    public bool Contains(string requestId) => requestId.Length > 0 && (HasCreated(requestId) || Array.IndexOf(_others, requestId) >= 0);

    /// <summary>Whether the request has made the transaction.</summary>
    public bool HasCreated(string requestId) => requestId.Length > 0 && requestId == _first;

    /// <summary>Forgets all.</summary>
    public void Clear() => (_first, _others, _next) = ("", [], 0);
}
