namespace OrleansSaga.Grains.Tests.Transitions;

/// <summary>What the kernel makes of every input in every situation of a message with two steps: the specification, as data.</summary>
internal static class MessageTable
{
    public static TransitionTable Table => new(
        "message", "Message transitions", nameof(MessageTable), About, MessageSituations.All, MessageSituations.Inputs, MessageSituations.Meet, Rows);

    private const string About = """
        The message has two steps, one after the other, DTM's defaults and a check-back URL: `00/msg` asks the sender whether its local
        transaction has committed. *Its time comes*: for a prepared message its timeout (35 s) is over. *Waits for its delay*: submitted
        directly with a delay of 30 s; *submit with a delay* asks for 60 s. *Held* says that a success rides in a later record, because the
        submit is durable and final (docs/decisions/0008). The other words are those of [saga-transitions.md](saga-transitions.md).

        Not in the table: `concurrent` delivers to all at once; without a check-back URL a message that times out counts as submitted, as
        in DTM.

        """;

    private const string Rows = """
        unknown gid | prepare | Ok | prepared | transaction created |
        unknown gid | submit | Ok | submitted | transaction created | 01/action
        unknown gid | submit with a delay | Ok | submitted | transaction created |
        unknown gid | abort | NotFound |  |  |
        unknown gid | forceStop | NotFound |  |  |
        unknown gid | retry | NotFound |  |  |
        unknown gid | retry with unpark | NotFound |  |  |
        unknown gid | its time comes |  |  |  |
        prepared | prepare | Ok | prepared |  |
        prepared | submit | Ok | submitted | transaction submitted | 01/action
        prepared | submit with a delay | Ok | submitted | transaction submitted |
        prepared | abort | Ok | failed | transaction finished |
        prepared | forceStop | Ok | failed | transaction force stopped |
        prepared | retry | Ok | prepared |  |
        prepared | retry with unpark | WrongState | prepared |  |
        prepared | its time comes |  | prepared |  | 00/msg
        prepared, 00/msg in flight | prepare | Ok | prepared |  |
        prepared, 00/msg in flight | submit | Ok | submitted | transaction submitted | 01/action
        prepared, 00/msg in flight | submit with a delay | Ok | submitted | transaction submitted |
        prepared, 00/msg in flight | abort | Ok | failed | transaction finished |
        prepared, 00/msg in flight | forceStop | Ok | failed | transaction force stopped |
        prepared, 00/msg in flight | retry | Ok | prepared |  |
        prepared, 00/msg in flight | retry with unpark | Ok | prepared |  |
        prepared, 00/msg in flight | its time comes |  | prepared |  | 00/msg
        prepared, 00/msg in flight | SUCCESS |  | submitted | branch succeeded, transaction submitted | 01/action
        prepared, 00/msg in flight | FAILURE |  | failed | branch refused, transaction finished |
        prepared, 00/msg in flight | ONGOING |  | prepared | retry scheduled |
        prepared, 00/msg in flight | ERROR |  | prepared | retry scheduled |
        prepared, 00/msg in flight | deferred |  | prepared |  |
        prepared, 00/msg in flight | late SUCCESS of 00/msg |  | submitted | branch succeeded, transaction submitted | 01/action
        prepared, 00/msg in flight | late FAILURE of 00/msg |  | failed | branch refused, transaction finished |
        prepared, 00/msg in flight | late ONGOING or ERROR of 00/msg |  | prepared |  |
        prepared, 00/msg waits for its retry | prepare | Ok | prepared |  |
        prepared, 00/msg waits for its retry | submit | Ok | submitted | transaction submitted | 01/action
        prepared, 00/msg waits for its retry | submit with a delay | Ok | submitted | transaction submitted |
        prepared, 00/msg waits for its retry | abort | Ok | failed | transaction finished |
        prepared, 00/msg waits for its retry | forceStop | Ok | failed | transaction force stopped |
        prepared, 00/msg waits for its retry | retry | Ok | prepared |  | 00/msg
        prepared, 00/msg waits for its retry | retry with unpark | Ok | prepared | branch resumed | 00/msg
        prepared, 00/msg waits for its retry | its time comes |  | prepared |  | 00/msg
        prepared, 00/msg waits for its retry | late SUCCESS of 00/msg |  | submitted | branch succeeded, transaction submitted | 01/action
        prepared, 00/msg waits for its retry | late FAILURE of 00/msg |  | failed | branch refused, transaction finished |
        prepared, 00/msg waits for its retry | late ONGOING or ERROR of 00/msg |  | prepared |  |
        submitted, waits for its delay | prepare | WrongState | submitted |  |
        submitted, waits for its delay | submit | Ok | submitted |  |
        submitted, waits for its delay | submit with a delay | Ok | submitted |  |
        submitted, waits for its delay | abort | WrongState | submitted |  |
        submitted, waits for its delay | forceStop | Ok | failed | transaction force stopped |
        submitted, waits for its delay | retry | Ok | submitted |  |
        submitted, waits for its delay | retry with unpark | Ok | submitted |  |
        submitted, waits for its delay | its time comes |  | submitted |  | 01/action
        submitted, waits for its delay | late SUCCESS of 00/msg |  | submitted |  |
        submitted, waits for its delay | late FAILURE of 00/msg |  | submitted |  |
        submitted, waits for its delay | late ONGOING or ERROR of 00/msg |  | submitted |  |
        submitted, 01/action in flight | prepare | WrongState | submitted |  |
        submitted, 01/action in flight | submit | Ok | submitted |  |
        submitted, 01/action in flight | submit with a delay | Ok | submitted |  |
        submitted, 01/action in flight | abort | WrongState | submitted |  |
        submitted, 01/action in flight | forceStop | Ok | failed | transaction force stopped |
        submitted, 01/action in flight | retry | Ok | submitted |  |
        submitted, 01/action in flight | retry with unpark | Ok | submitted |  |
        submitted, 01/action in flight | its time comes |  | submitted |  | 01/action
        submitted, 01/action in flight | SUCCESS |  | submitted | held | 02/action
        submitted, 01/action in flight | FAILURE |  | submitted | retry scheduled |
        submitted, 01/action in flight | ONGOING |  | submitted | retry scheduled |
        submitted, 01/action in flight | ERROR |  | submitted | retry scheduled |
        submitted, 01/action in flight | deferred |  | submitted |  |
        submitted, 01/action in flight | late SUCCESS of 00/msg |  | submitted |  |
        submitted, 01/action in flight | late FAILURE of 00/msg |  | submitted |  |
        submitted, 01/action in flight | late ONGOING or ERROR of 00/msg |  | submitted |  |
        submitted, 01/action in flight | late SUCCESS of 01/action |  | submitted | held | 02/action
        submitted, 01/action in flight | late FAILURE of 01/action |  | submitted |  |
        submitted, 01/action in flight | late ONGOING or ERROR of 01/action |  | submitted |  |
        submitted, 01/action waits for its retry | prepare | WrongState | submitted |  |
        submitted, 01/action waits for its retry | submit | Ok | submitted |  | 01/action
        submitted, 01/action waits for its retry | submit with a delay | Ok | submitted |  | 01/action
        submitted, 01/action waits for its retry | abort | WrongState | submitted |  |
        submitted, 01/action waits for its retry | forceStop | Ok | failed | transaction force stopped |
        submitted, 01/action waits for its retry | retry | Ok | submitted |  | 01/action
        submitted, 01/action waits for its retry | retry with unpark | Ok | submitted | branch resumed | 01/action
        submitted, 01/action waits for its retry | its time comes |  | submitted |  | 01/action
        submitted, 01/action waits for its retry | late SUCCESS of 00/msg |  | submitted |  |
        submitted, 01/action waits for its retry | late FAILURE of 00/msg |  | submitted |  |
        submitted, 01/action waits for its retry | late ONGOING or ERROR of 00/msg |  | submitted |  |
        submitted, 01/action waits for its retry | late SUCCESS of 01/action |  | submitted | held | 02/action
        submitted, 01/action waits for its retry | late FAILURE of 01/action |  | submitted |  |
        submitted, 01/action waits for its retry | late ONGOING or ERROR of 01/action |  | submitted |  |
        submitted, 01/action parked | prepare | WrongState | submitted |  |
        submitted, 01/action parked | submit | Ok | submitted |  |
        submitted, 01/action parked | submit with a delay | Ok | submitted |  |
        submitted, 01/action parked | abort | WrongState | submitted |  |
        submitted, 01/action parked | forceStop | Ok | failed | transaction force stopped |
        submitted, 01/action parked | retry | Ok | submitted |  |
        submitted, 01/action parked | retry with unpark | Ok | submitted | branch resumed | 01/action
        submitted, 01/action parked | its time comes |  | submitted |  |
        submitted, 01/action parked | late SUCCESS of 00/msg |  | submitted |  |
        submitted, 01/action parked | late FAILURE of 00/msg |  | submitted |  |
        submitted, 01/action parked | late ONGOING or ERROR of 00/msg |  | submitted |  |
        submitted, 01/action parked | late SUCCESS of 01/action |  | submitted | held | 02/action
        submitted, 01/action parked | late FAILURE of 01/action |  | submitted |  |
        submitted, 01/action parked | late ONGOING or ERROR of 01/action |  | submitted |  |
        submitted, 02/action in flight | prepare | WrongState | submitted |  |
        submitted, 02/action in flight | submit | Ok | submitted |  |
        submitted, 02/action in flight | submit with a delay | Ok | submitted |  |
        submitted, 02/action in flight | abort | WrongState | submitted |  |
        submitted, 02/action in flight | forceStop | Ok | failed | branch succeeded, transaction force stopped |
        submitted, 02/action in flight | retry | Ok | submitted |  |
        submitted, 02/action in flight | retry with unpark | Ok | submitted |  |
        submitted, 02/action in flight | its time comes |  | submitted |  | 02/action
        submitted, 02/action in flight | SUCCESS |  | succeed | branch succeeded, branch succeeded, transaction finished |
        submitted, 02/action in flight | FAILURE |  | submitted | branch succeeded, retry scheduled |
        submitted, 02/action in flight | ONGOING |  | submitted | branch succeeded, retry scheduled |
        submitted, 02/action in flight | ERROR |  | submitted | branch succeeded, retry scheduled |
        submitted, 02/action in flight | deferred |  | submitted | branch succeeded |
        submitted, 02/action in flight | late SUCCESS of 00/msg |  | submitted |  |
        submitted, 02/action in flight | late FAILURE of 00/msg |  | submitted |  |
        submitted, 02/action in flight | late ONGOING or ERROR of 00/msg |  | submitted |  |
        submitted, 02/action in flight | late SUCCESS of 01/action |  | submitted |  |
        submitted, 02/action in flight | late FAILURE of 01/action |  | submitted |  |
        submitted, 02/action in flight | late ONGOING or ERROR of 01/action |  | submitted |  |
        succeed | prepare | WrongState | succeed |  |
        succeed | submit | WrongState | succeed |  |
        succeed | submit with a delay | WrongState | succeed |  |
        succeed | abort | WrongState | succeed |  |
        succeed | forceStop | WrongState | succeed |  |
        succeed | retry | Ok | succeed |  |
        succeed | retry with unpark | WrongState | succeed |  |
        succeed | its time comes |  | succeed |  |
        succeed | late SUCCESS of 00/msg |  | succeed |  |
        succeed | late FAILURE of 00/msg |  | succeed |  |
        succeed | late ONGOING or ERROR of 00/msg |  | succeed |  |
        succeed | late SUCCESS of 01/action |  | succeed |  |
        succeed | late FAILURE of 01/action |  | succeed |  |
        succeed | late ONGOING or ERROR of 01/action |  | succeed |  |
        failed | prepare | WrongState | failed |  |
        failed | submit | WrongState | failed |  |
        failed | submit with a delay | WrongState | failed |  |
        failed | abort | WrongState | failed |  |
        failed | forceStop | WrongState | failed |  |
        failed | retry | Ok | failed |  |
        failed | retry with unpark | WrongState | failed |  |
        failed | its time comes |  | failed |  |
        failed | late SUCCESS of 00/msg |  | failed |  |
        failed | late FAILURE of 00/msg |  | failed |  |
        failed | late ONGOING or ERROR of 00/msg |  | failed |  |
        """;
}
