namespace OrleansSaga.Runtime.Embedded;

/// <summary>First in, first out; linked through the turns. Guarded by its owner's lock.</summary>
internal struct TurnQueue
{
    private Turn? _head;
    private Turn? _tail;

    public int Count { get; private set; }

    public void Add(Turn turn)
    {
        turn.Next = null;
        if (_tail is null)
            _head = turn;
        else
            _tail.Next = turn;
        _tail = turn;
        Count++;
    }

    public GatedTurn? Take()
    {
        if (_head is null)
            return null;
        var turn = _head;
        _head = turn.Next;
        if (_head is null)
            _tail = null;
        turn.Next = null;
        Count--;
        return (GatedTurn)turn;
    }
}
