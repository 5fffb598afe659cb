namespace OrleansSaga.Grains.Tests.Transitions;

/// <summary>What the kernel makes of every input in every situation of a sequential saga of two steps: the specification, as data.</summary>
internal static class SagaTable
{
    public static TransitionTable Table => new("saga", "Saga transitions", nameof(SagaTable), About, SagaSituations.All, SagaSituations.Inputs, SagaSituations.Meet, Rows);

    private const string About = """
        The saga has two steps, one after the other, and DTM's defaults. Branch 01 is the first step, 02 the second. *Record* is what one
        append to the journal holds; *calls* start once it is durable. SUCCESS, FAILURE, ONGOING and ERROR are the awaited results of the
        call in flight; *deferred* says that the call was never made, because its participant is busy. A *late* result belongs to an
        activation that is gone. *Its time comes*: for a call in flight that its report is overdue, for a waiting branch that its retry is
        due, and otherwise just a long time. *Retry* makes waiting retries now; *with unpark* it is the operator's, and takes up parked
        branches too.

        Not in the table: a timeout_to_fail that is over makes the abort decision in any submitted row; retry_limit and max_attempts turn
        "retry scheduled" into an abort decision or a parked branch; in a concurrent saga a success that unlocks nothing is held and rides
        in the next record.

        """;

    private const string Rows = """
        unknown gid | prepare | Ok | prepared | transaction created |
        unknown gid | submit | Ok | submitted | transaction created | 01/action
        unknown gid | abort | NotFound |  |  |
        unknown gid | forceStop | NotFound |  |  |
        unknown gid | retry | NotFound |  |  |
        unknown gid | retry with unpark | NotFound |  |  |
        unknown gid | its time comes |  |  |  |
        prepared | prepare | Ok | prepared |  |
        prepared | submit | Ok | submitted | transaction submitted | 01/action
        prepared | abort | WrongState | prepared |  |
        prepared | forceStop | Ok | failed | transaction force stopped |
        prepared | retry | Ok | prepared |  |
        prepared | retry with unpark | WrongState | prepared |  |
        prepared | its time comes |  | prepared |  |
        submitted, 01/action in flight | prepare | WrongState | submitted |  |
        submitted, 01/action in flight | submit | Ok | submitted |  |
        submitted, 01/action in flight | abort | WrongState | submitted |  |
        submitted, 01/action in flight | forceStop | Ok | failed | transaction force stopped |
        submitted, 01/action in flight | retry | Ok | submitted |  |
        submitted, 01/action in flight | retry with unpark | Ok | submitted |  |
        submitted, 01/action in flight | its time comes |  | submitted |  | 01/action
        submitted, 01/action in flight | SUCCESS |  | submitted | branch succeeded | 02/action
        submitted, 01/action in flight | FAILURE |  | aborting | branch refused, abort decided | 01/compensate
        submitted, 01/action in flight | ONGOING |  | submitted | retry scheduled |
        submitted, 01/action in flight | ERROR |  | submitted | retry scheduled |
        submitted, 01/action in flight | deferred |  | submitted |  |
        submitted, 01/action in flight | late SUCCESS of 01/action |  | submitted | branch succeeded | 02/action
        submitted, 01/action in flight | late FAILURE of 01/action |  | aborting | branch refused, abort decided |
        submitted, 01/action in flight | late ONGOING or ERROR of 01/action |  | submitted |  |
        submitted, 01/action waits for its retry | prepare | WrongState | submitted |  |
        submitted, 01/action waits for its retry | submit | Ok | submitted |  | 01/action
        submitted, 01/action waits for its retry | abort | WrongState | submitted |  |
        submitted, 01/action waits for its retry | forceStop | Ok | failed | transaction force stopped |
        submitted, 01/action waits for its retry | retry | Ok | submitted |  | 01/action
        submitted, 01/action waits for its retry | retry with unpark | Ok | submitted | branch resumed | 01/action
        submitted, 01/action waits for its retry | its time comes |  | submitted |  | 01/action
        submitted, 01/action waits for its retry | late SUCCESS of 01/action |  | submitted | branch succeeded | 02/action
        submitted, 01/action waits for its retry | late FAILURE of 01/action |  | aborting | branch refused, abort decided | 01/compensate
        submitted, 01/action waits for its retry | late ONGOING or ERROR of 01/action |  | submitted |  |
        submitted, 01/action parked | prepare | WrongState | submitted |  |
        submitted, 01/action parked | submit | Ok | submitted |  |
        submitted, 01/action parked | abort | WrongState | submitted |  |
        submitted, 01/action parked | forceStop | Ok | failed | transaction force stopped |
        submitted, 01/action parked | retry | Ok | submitted |  |
        submitted, 01/action parked | retry with unpark | Ok | submitted | branch resumed | 01/action
        submitted, 01/action parked | its time comes |  | submitted |  |
        submitted, 01/action parked | late SUCCESS of 01/action |  | submitted | branch succeeded | 02/action
        submitted, 01/action parked | late FAILURE of 01/action |  | aborting | branch refused, abort decided | 01/compensate
        submitted, 01/action parked | late ONGOING or ERROR of 01/action |  | submitted |  |
        submitted, 02/action in flight | prepare | WrongState | submitted |  |
        submitted, 02/action in flight | submit | Ok | submitted |  |
        submitted, 02/action in flight | abort | WrongState | submitted |  |
        submitted, 02/action in flight | forceStop | Ok | failed | transaction force stopped |
        submitted, 02/action in flight | retry | Ok | submitted |  |
        submitted, 02/action in flight | retry with unpark | Ok | submitted |  |
        submitted, 02/action in flight | its time comes |  | submitted |  | 02/action
        submitted, 02/action in flight | SUCCESS |  | succeed | branch succeeded, transaction finished |
        submitted, 02/action in flight | FAILURE |  | aborting | branch refused, abort decided | 02/compensate
        submitted, 02/action in flight | ONGOING |  | submitted | retry scheduled |
        submitted, 02/action in flight | ERROR |  | submitted | retry scheduled |
        submitted, 02/action in flight | deferred |  | submitted |  |
        submitted, 02/action in flight | late SUCCESS of 01/action |  | submitted |  |
        submitted, 02/action in flight | late FAILURE of 01/action |  | submitted |  |
        submitted, 02/action in flight | late ONGOING or ERROR of 01/action |  | submitted |  |
        aborting, 02/compensate in flight | prepare | WrongState | aborting |  |
        aborting, 02/compensate in flight | submit | WrongState | aborting |  |
        aborting, 02/compensate in flight | abort | WrongState | aborting |  |
        aborting, 02/compensate in flight | forceStop | Ok | failed | transaction force stopped |
        aborting, 02/compensate in flight | retry | Ok | aborting |  |
        aborting, 02/compensate in flight | retry with unpark | Ok | aborting |  |
        aborting, 02/compensate in flight | its time comes |  | aborting |  | 02/compensate
        aborting, 02/compensate in flight | SUCCESS |  | aborting | branch succeeded | 01/compensate
        aborting, 02/compensate in flight | FAILURE |  | aborting | retry scheduled |
        aborting, 02/compensate in flight | ONGOING |  | aborting | retry scheduled |
        aborting, 02/compensate in flight | ERROR |  | aborting | retry scheduled |
        aborting, 02/compensate in flight | deferred |  | aborting |  |
        aborting, 02/compensate in flight | late SUCCESS of 01/action |  | aborting |  |
        aborting, 02/compensate in flight | late FAILURE of 01/action |  | aborting |  |
        aborting, 02/compensate in flight | late ONGOING or ERROR of 01/action |  | aborting |  |
        aborting, 02/compensate waits for its retry | prepare | WrongState | aborting |  |
        aborting, 02/compensate waits for its retry | submit | WrongState | aborting |  |
        aborting, 02/compensate waits for its retry | abort | WrongState | aborting |  |
        aborting, 02/compensate waits for its retry | forceStop | Ok | failed | transaction force stopped |
        aborting, 02/compensate waits for its retry | retry | Ok | aborting |  | 02/compensate
        aborting, 02/compensate waits for its retry | retry with unpark | Ok | aborting | branch resumed | 02/compensate
        aborting, 02/compensate waits for its retry | its time comes |  | aborting |  | 02/compensate
        aborting, 02/compensate waits for its retry | late SUCCESS of 01/action |  | aborting |  |
        aborting, 02/compensate waits for its retry | late FAILURE of 01/action |  | aborting |  |
        aborting, 02/compensate waits for its retry | late ONGOING or ERROR of 01/action |  | aborting |  |
        aborting, 02/compensate parked | prepare | WrongState | aborting |  |
        aborting, 02/compensate parked | submit | WrongState | aborting |  |
        aborting, 02/compensate parked | abort | WrongState | aborting |  |
        aborting, 02/compensate parked | forceStop | Ok | failed | transaction force stopped |
        aborting, 02/compensate parked | retry | Ok | aborting |  |
        aborting, 02/compensate parked | retry with unpark | Ok | aborting | branch resumed | 02/compensate
        aborting, 02/compensate parked | its time comes |  | aborting |  |
        aborting, 02/compensate parked | late SUCCESS of 01/action |  | aborting |  |
        aborting, 02/compensate parked | late FAILURE of 01/action |  | aborting |  |
        aborting, 02/compensate parked | late ONGOING or ERROR of 01/action |  | aborting |  |
        aborting, 01/compensate in flight | prepare | WrongState | aborting |  |
        aborting, 01/compensate in flight | submit | WrongState | aborting |  |
        aborting, 01/compensate in flight | abort | WrongState | aborting |  |
        aborting, 01/compensate in flight | forceStop | Ok | failed | transaction force stopped |
        aborting, 01/compensate in flight | retry | Ok | aborting |  |
        aborting, 01/compensate in flight | retry with unpark | Ok | aborting |  |
        aborting, 01/compensate in flight | its time comes |  | aborting |  | 01/compensate
        aborting, 01/compensate in flight | SUCCESS |  | failed | branch succeeded, transaction finished |
        aborting, 01/compensate in flight | FAILURE |  | aborting | retry scheduled |
        aborting, 01/compensate in flight | ONGOING |  | aborting | retry scheduled |
        aborting, 01/compensate in flight | ERROR |  | aborting | retry scheduled |
        aborting, 01/compensate in flight | deferred |  | aborting |  |
        aborting, 01/compensate in flight | late SUCCESS of 01/action |  | aborting |  |
        aborting, 01/compensate in flight | late FAILURE of 01/action |  | aborting |  |
        aborting, 01/compensate in flight | late ONGOING or ERROR of 01/action |  | aborting |  |
        succeed | prepare | WrongState | succeed |  |
        succeed | submit | WrongState | succeed |  |
        succeed | abort | WrongState | succeed |  |
        succeed | forceStop | WrongState | succeed |  |
        succeed | retry | Ok | succeed |  |
        succeed | retry with unpark | WrongState | succeed |  |
        succeed | its time comes |  | succeed |  |
        succeed | late SUCCESS of 01/action |  | succeed |  |
        succeed | late FAILURE of 01/action |  | succeed |  |
        succeed | late ONGOING or ERROR of 01/action |  | succeed |  |
        failed | prepare | WrongState | failed |  |
        failed | submit | WrongState | failed |  |
        failed | abort | WrongState | failed |  |
        failed | forceStop | WrongState | failed |  |
        failed | retry | Ok | failed |  |
        failed | retry with unpark | WrongState | failed |  |
        failed | its time comes |  | failed |  |
        failed | late SUCCESS of 01/action |  | failed |  |
        failed | late FAILURE of 01/action |  | failed |  |
        failed | late ONGOING or ERROR of 01/action |  | failed |  |
        """;
}
