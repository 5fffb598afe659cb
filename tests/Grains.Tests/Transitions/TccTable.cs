namespace OrleansSaga.Grains.Tests.Transitions;

/// <summary>What the kernel makes of every input in every situation of a TCC transaction with two branches: the specification, as data.</summary>
internal static class TccTable
{
    public static TransitionTable Table => new(
        "tcc", "TCC transitions", nameof(TccTable), About,
        TwoPhaseSituations.All(TransactionMode.Tcc), TwoPhaseSituations.Inputs(TransactionMode.Tcc), TwoPhaseSituations.Meet, Rows);

    private const string About = """
        The transaction has two registered branches, 01 and then 02, and DTM's defaults; confirm and cancel go to the last registered
        first. *Record* is what one append to the journal holds; *held* says that a success rides in a later record, because the decision
        is durable and final (docs/decisions/0008). *Calls* start once the record is durable, or, where there is none, once the fence has
        been checked. *Its time comes*: while prepared the timeout (35 s) is over; for a call in flight its report is overdue, for a
        waiting branch its retry is due. A *late* result belongs to an activation that is gone. The other words are those of
        [saga-transitions.md](saga-transitions.md).

        Not in the table: prepared as `concurrent`, all branches are called at once.

        """;

    private const string Rows = """
        unknown gid | prepare | Ok | prepared | transaction created |
        unknown gid | submit | Ok | succeed | transaction created, transaction finished |
        unknown gid | abort | NotFound |  |  |
        unknown gid | registerBranch 03 | WrongState |  |  |
        unknown gid | registerBranch 01 again | WrongState |  |  |
        unknown gid | registerBranch 01 with another payload | WrongState |  |  |
        unknown gid | forceStop | NotFound |  |  |
        unknown gid | retry | NotFound |  |  |
        unknown gid | retry with unpark | NotFound |  |  |
        unknown gid | its time comes |  |  |  |
        prepared | prepare | Ok | prepared |  |
        prepared | submit | Ok | submitted | transaction submitted | 02/confirm
        prepared | abort | Ok | aborting | abort decided | 02/cancel
        prepared | registerBranch 03 | Ok | prepared | branch registered |
        prepared | registerBranch 01 again | Ok | prepared |  |
        prepared | registerBranch 01 with another payload | Invalid | prepared |  |
        prepared | forceStop | Ok | failed | transaction force stopped |
        prepared | retry | Ok | prepared |  |
        prepared | retry with unpark | WrongState | prepared |  |
        prepared | its time comes |  | aborting | abort decided | 02/cancel
        submitted, 02/confirm in flight | prepare | WrongState | submitted |  |
        submitted, 02/confirm in flight | submit | Ok | submitted |  |
        submitted, 02/confirm in flight | abort | WrongState | submitted |  |
        submitted, 02/confirm in flight | registerBranch 03 | WrongState | submitted |  |
        submitted, 02/confirm in flight | registerBranch 01 again | WrongState | submitted |  |
        submitted, 02/confirm in flight | registerBranch 01 with another payload | WrongState | submitted |  |
        submitted, 02/confirm in flight | forceStop | Ok | failed | transaction force stopped |
        submitted, 02/confirm in flight | retry | Ok | submitted |  |
        submitted, 02/confirm in flight | retry with unpark | Ok | submitted |  |
        submitted, 02/confirm in flight | its time comes |  | submitted |  | 02/confirm
        submitted, 02/confirm in flight | SUCCESS |  | submitted | held | 01/confirm
        submitted, 02/confirm in flight | FAILURE |  | submitted | retry scheduled |
        submitted, 02/confirm in flight | ONGOING |  | submitted | retry scheduled |
        submitted, 02/confirm in flight | ERROR |  | submitted | retry scheduled |
        submitted, 02/confirm in flight | deferred |  | submitted |  |
        submitted, 02/confirm in flight | late SUCCESS of 02/confirm |  | submitted | held | 01/confirm
        submitted, 02/confirm in flight | late FAILURE of 02/confirm |  | submitted |  |
        submitted, 02/confirm in flight | late ONGOING or ERROR of 02/confirm |  | submitted |  |
        submitted, 02/confirm waits for its retry | prepare | WrongState | submitted |  |
        submitted, 02/confirm waits for its retry | submit | Ok | submitted |  | 02/confirm
        submitted, 02/confirm waits for its retry | abort | WrongState | submitted |  |
        submitted, 02/confirm waits for its retry | registerBranch 03 | WrongState | submitted |  |
        submitted, 02/confirm waits for its retry | registerBranch 01 again | WrongState | submitted |  |
        submitted, 02/confirm waits for its retry | registerBranch 01 with another payload | WrongState | submitted |  |
        submitted, 02/confirm waits for its retry | forceStop | Ok | failed | transaction force stopped |
        submitted, 02/confirm waits for its retry | retry | Ok | submitted |  | 02/confirm
        submitted, 02/confirm waits for its retry | retry with unpark | Ok | submitted | branch resumed | 02/confirm
        submitted, 02/confirm waits for its retry | its time comes |  | submitted |  | 02/confirm
        submitted, 02/confirm waits for its retry | late SUCCESS of 02/confirm |  | submitted | held | 01/confirm
        submitted, 02/confirm waits for its retry | late FAILURE of 02/confirm |  | submitted |  |
        submitted, 02/confirm waits for its retry | late ONGOING or ERROR of 02/confirm |  | submitted |  |
        submitted, 01/confirm in flight | prepare | WrongState | submitted |  |
        submitted, 01/confirm in flight | submit | Ok | submitted |  |
        submitted, 01/confirm in flight | abort | WrongState | submitted |  |
        submitted, 01/confirm in flight | registerBranch 03 | WrongState | submitted |  |
        submitted, 01/confirm in flight | registerBranch 01 again | WrongState | submitted |  |
        submitted, 01/confirm in flight | registerBranch 01 with another payload | WrongState | submitted |  |
        submitted, 01/confirm in flight | forceStop | Ok | failed | branch succeeded, transaction force stopped |
        submitted, 01/confirm in flight | retry | Ok | submitted |  |
        submitted, 01/confirm in flight | retry with unpark | Ok | submitted |  |
        submitted, 01/confirm in flight | its time comes |  | submitted |  | 01/confirm
        submitted, 01/confirm in flight | SUCCESS |  | succeed | branch succeeded, branch succeeded, transaction finished |
        submitted, 01/confirm in flight | FAILURE |  | submitted | branch succeeded, retry scheduled |
        submitted, 01/confirm in flight | ONGOING |  | submitted | branch succeeded, retry scheduled |
        submitted, 01/confirm in flight | ERROR |  | submitted | branch succeeded, retry scheduled |
        submitted, 01/confirm in flight | deferred |  | submitted | branch succeeded |
        submitted, 01/confirm in flight | late SUCCESS of 02/confirm |  | submitted |  |
        submitted, 01/confirm in flight | late FAILURE of 02/confirm |  | submitted |  |
        submitted, 01/confirm in flight | late ONGOING or ERROR of 02/confirm |  | submitted |  |
        aborting, 02/cancel in flight | prepare | WrongState | aborting |  |
        aborting, 02/cancel in flight | submit | WrongState | aborting |  |
        aborting, 02/cancel in flight | abort | Ok | aborting |  |
        aborting, 02/cancel in flight | registerBranch 03 | WrongState | aborting |  |
        aborting, 02/cancel in flight | registerBranch 01 again | WrongState | aborting |  |
        aborting, 02/cancel in flight | registerBranch 01 with another payload | WrongState | aborting |  |
        aborting, 02/cancel in flight | forceStop | Ok | failed | transaction force stopped |
        aborting, 02/cancel in flight | retry | Ok | aborting |  |
        aborting, 02/cancel in flight | retry with unpark | Ok | aborting |  |
        aborting, 02/cancel in flight | its time comes |  | aborting |  | 02/cancel
        aborting, 02/cancel in flight | SUCCESS |  | aborting | held | 01/cancel
        aborting, 02/cancel in flight | FAILURE |  | aborting | retry scheduled |
        aborting, 02/cancel in flight | ONGOING |  | aborting | retry scheduled |
        aborting, 02/cancel in flight | ERROR |  | aborting | retry scheduled |
        aborting, 02/cancel in flight | deferred |  | aborting |  |
        aborting, 02/cancel in flight | late SUCCESS of 02/cancel |  | aborting | held | 01/cancel
        aborting, 02/cancel in flight | late FAILURE of 02/cancel |  | aborting |  |
        aborting, 02/cancel in flight | late ONGOING or ERROR of 02/cancel |  | aborting |  |
        aborting, 02/cancel waits for its retry | prepare | WrongState | aborting |  |
        aborting, 02/cancel waits for its retry | submit | WrongState | aborting |  |
        aborting, 02/cancel waits for its retry | abort | Ok | aborting |  | 02/cancel
        aborting, 02/cancel waits for its retry | registerBranch 03 | WrongState | aborting |  |
        aborting, 02/cancel waits for its retry | registerBranch 01 again | WrongState | aborting |  |
        aborting, 02/cancel waits for its retry | registerBranch 01 with another payload | WrongState | aborting |  |
        aborting, 02/cancel waits for its retry | forceStop | Ok | failed | transaction force stopped |
        aborting, 02/cancel waits for its retry | retry | Ok | aborting |  | 02/cancel
        aborting, 02/cancel waits for its retry | retry with unpark | Ok | aborting | branch resumed | 02/cancel
        aborting, 02/cancel waits for its retry | its time comes |  | aborting |  | 02/cancel
        aborting, 02/cancel waits for its retry | late SUCCESS of 02/cancel |  | aborting | held | 01/cancel
        aborting, 02/cancel waits for its retry | late FAILURE of 02/cancel |  | aborting |  |
        aborting, 02/cancel waits for its retry | late ONGOING or ERROR of 02/cancel |  | aborting |  |
        aborting, 01/cancel in flight | prepare | WrongState | aborting |  |
        aborting, 01/cancel in flight | submit | WrongState | aborting |  |
        aborting, 01/cancel in flight | abort | Ok | aborting |  |
        aborting, 01/cancel in flight | registerBranch 03 | WrongState | aborting |  |
        aborting, 01/cancel in flight | registerBranch 01 again | WrongState | aborting |  |
        aborting, 01/cancel in flight | registerBranch 01 with another payload | WrongState | aborting |  |
        aborting, 01/cancel in flight | forceStop | Ok | failed | branch succeeded, transaction force stopped |
        aborting, 01/cancel in flight | retry | Ok | aborting |  |
        aborting, 01/cancel in flight | retry with unpark | Ok | aborting |  |
        aborting, 01/cancel in flight | its time comes |  | aborting |  | 01/cancel
        aborting, 01/cancel in flight | SUCCESS |  | failed | branch succeeded, branch succeeded, transaction finished |
        aborting, 01/cancel in flight | FAILURE |  | aborting | branch succeeded, retry scheduled |
        aborting, 01/cancel in flight | ONGOING |  | aborting | branch succeeded, retry scheduled |
        aborting, 01/cancel in flight | ERROR |  | aborting | branch succeeded, retry scheduled |
        aborting, 01/cancel in flight | deferred |  | aborting | branch succeeded |
        aborting, 01/cancel in flight | late SUCCESS of 02/cancel |  | aborting |  |
        aborting, 01/cancel in flight | late FAILURE of 02/cancel |  | aborting |  |
        aborting, 01/cancel in flight | late ONGOING or ERROR of 02/cancel |  | aborting |  |
        succeed | prepare | WrongState | succeed |  |
        succeed | submit | WrongState | succeed |  |
        succeed | abort | WrongState | succeed |  |
        succeed | registerBranch 03 | WrongState | succeed |  |
        succeed | registerBranch 01 again | WrongState | succeed |  |
        succeed | registerBranch 01 with another payload | WrongState | succeed |  |
        succeed | forceStop | WrongState | succeed |  |
        succeed | retry | Ok | succeed |  |
        succeed | retry with unpark | WrongState | succeed |  |
        succeed | its time comes |  | succeed |  |
        succeed | late SUCCESS of 02/confirm |  | succeed |  |
        succeed | late FAILURE of 02/confirm |  | succeed |  |
        succeed | late ONGOING or ERROR of 02/confirm |  | succeed |  |
        failed | prepare | WrongState | failed |  |
        failed | submit | WrongState | failed |  |
        failed | abort | WrongState | failed |  |
        failed | registerBranch 03 | WrongState | failed |  |
        failed | registerBranch 01 again | WrongState | failed |  |
        failed | registerBranch 01 with another payload | WrongState | failed |  |
        failed | forceStop | WrongState | failed |  |
        failed | retry | Ok | failed |  |
        failed | retry with unpark | WrongState | failed |  |
        failed | its time comes |  | failed |  |
        failed | late SUCCESS of 02/cancel |  | failed |  |
        failed | late FAILURE of 02/cancel |  | failed |  |
        failed | late ONGOING or ERROR of 02/cancel |  | failed |  |
        """;
}
