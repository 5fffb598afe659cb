namespace OrleansSaga.Grains.Tests.Transitions;

/// <summary>What the kernel makes of every input in every situation of an XA transaction with two branches: the specification, as data.</summary>
internal static class XaTable
{
    public static TransitionTable Table => new(
        "xa", "XA transitions", nameof(XaTable), About,
        TwoPhaseSituations.All(TransactionMode.Xa), TwoPhaseSituations.Inputs(TransactionMode.Xa), TwoPhaseSituations.Meet, Rows);

    private const string About = """
        The transaction has two registered branches, 01 and then 02, and DTM's defaults; commit and rollback go in the order of
        registration. The words are those of [tcc-transitions.md](tcc-transitions.md).

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
        prepared | submit | Ok | submitted | transaction submitted | 01/commit
        prepared | abort | Ok | aborting | abort decided | 01/rollback
        prepared | registerBranch 03 | Ok | prepared | branch registered |
        prepared | registerBranch 01 again | Ok | prepared |  |
        prepared | registerBranch 01 with another payload | Invalid | prepared |  |
        prepared | forceStop | Ok | failed | transaction force stopped |
        prepared | retry | Ok | prepared |  |
        prepared | retry with unpark | WrongState | prepared |  |
        prepared | its time comes |  | aborting | abort decided | 01/rollback
        submitted, 01/commit in flight | prepare | WrongState | submitted |  |
        submitted, 01/commit in flight | submit | Ok | submitted |  |
        submitted, 01/commit in flight | abort | WrongState | submitted |  |
        submitted, 01/commit in flight | registerBranch 03 | WrongState | submitted |  |
        submitted, 01/commit in flight | registerBranch 01 again | WrongState | submitted |  |
        submitted, 01/commit in flight | registerBranch 01 with another payload | WrongState | submitted |  |
        submitted, 01/commit in flight | forceStop | Ok | failed | transaction force stopped |
        submitted, 01/commit in flight | retry | Ok | submitted |  |
        submitted, 01/commit in flight | retry with unpark | Ok | submitted |  |
        submitted, 01/commit in flight | its time comes |  | submitted |  | 01/commit
        submitted, 01/commit in flight | SUCCESS |  | submitted | held | 02/commit
        submitted, 01/commit in flight | FAILURE |  | submitted | retry scheduled |
        submitted, 01/commit in flight | ONGOING |  | submitted | retry scheduled |
        submitted, 01/commit in flight | ERROR |  | submitted | retry scheduled |
        submitted, 01/commit in flight | deferred |  | submitted |  |
        submitted, 01/commit in flight | late SUCCESS of 01/commit |  | submitted | held | 02/commit
        submitted, 01/commit in flight | late FAILURE of 01/commit |  | submitted |  |
        submitted, 01/commit in flight | late ONGOING or ERROR of 01/commit |  | submitted |  |
        submitted, 01/commit waits for its retry | prepare | WrongState | submitted |  |
        submitted, 01/commit waits for its retry | submit | Ok | submitted |  | 01/commit
        submitted, 01/commit waits for its retry | abort | WrongState | submitted |  |
        submitted, 01/commit waits for its retry | registerBranch 03 | WrongState | submitted |  |
        submitted, 01/commit waits for its retry | registerBranch 01 again | WrongState | submitted |  |
        submitted, 01/commit waits for its retry | registerBranch 01 with another payload | WrongState | submitted |  |
        submitted, 01/commit waits for its retry | forceStop | Ok | failed | transaction force stopped |
        submitted, 01/commit waits for its retry | retry | Ok | submitted |  | 01/commit
        submitted, 01/commit waits for its retry | retry with unpark | Ok | submitted | branch resumed | 01/commit
        submitted, 01/commit waits for its retry | its time comes |  | submitted |  | 01/commit
        submitted, 01/commit waits for its retry | late SUCCESS of 01/commit |  | submitted | held | 02/commit
        submitted, 01/commit waits for its retry | late FAILURE of 01/commit |  | submitted |  |
        submitted, 01/commit waits for its retry | late ONGOING or ERROR of 01/commit |  | submitted |  |
        submitted, 02/commit in flight | prepare | WrongState | submitted |  |
        submitted, 02/commit in flight | submit | Ok | submitted |  |
        submitted, 02/commit in flight | abort | WrongState | submitted |  |
        submitted, 02/commit in flight | registerBranch 03 | WrongState | submitted |  |
        submitted, 02/commit in flight | registerBranch 01 again | WrongState | submitted |  |
        submitted, 02/commit in flight | registerBranch 01 with another payload | WrongState | submitted |  |
        submitted, 02/commit in flight | forceStop | Ok | failed | branch succeeded, transaction force stopped |
        submitted, 02/commit in flight | retry | Ok | submitted |  |
        submitted, 02/commit in flight | retry with unpark | Ok | submitted |  |
        submitted, 02/commit in flight | its time comes |  | submitted |  | 02/commit
        submitted, 02/commit in flight | SUCCESS |  | succeed | branch succeeded, branch succeeded, transaction finished |
        submitted, 02/commit in flight | FAILURE |  | submitted | branch succeeded, retry scheduled |
        submitted, 02/commit in flight | ONGOING |  | submitted | branch succeeded, retry scheduled |
        submitted, 02/commit in flight | ERROR |  | submitted | branch succeeded, retry scheduled |
        submitted, 02/commit in flight | deferred |  | submitted | branch succeeded |
        submitted, 02/commit in flight | late SUCCESS of 01/commit |  | submitted |  |
        submitted, 02/commit in flight | late FAILURE of 01/commit |  | submitted |  |
        submitted, 02/commit in flight | late ONGOING or ERROR of 01/commit |  | submitted |  |
        aborting, 01/rollback in flight | prepare | WrongState | aborting |  |
        aborting, 01/rollback in flight | submit | WrongState | aborting |  |
        aborting, 01/rollback in flight | abort | Ok | aborting |  |
        aborting, 01/rollback in flight | registerBranch 03 | WrongState | aborting |  |
        aborting, 01/rollback in flight | registerBranch 01 again | WrongState | aborting |  |
        aborting, 01/rollback in flight | registerBranch 01 with another payload | WrongState | aborting |  |
        aborting, 01/rollback in flight | forceStop | Ok | failed | transaction force stopped |
        aborting, 01/rollback in flight | retry | Ok | aborting |  |
        aborting, 01/rollback in flight | retry with unpark | Ok | aborting |  |
        aborting, 01/rollback in flight | its time comes |  | aborting |  | 01/rollback
        aborting, 01/rollback in flight | SUCCESS |  | aborting | held | 02/rollback
        aborting, 01/rollback in flight | FAILURE |  | aborting | retry scheduled |
        aborting, 01/rollback in flight | ONGOING |  | aborting | retry scheduled |
        aborting, 01/rollback in flight | ERROR |  | aborting | retry scheduled |
        aborting, 01/rollback in flight | deferred |  | aborting |  |
        aborting, 01/rollback in flight | late SUCCESS of 01/rollback |  | aborting | held | 02/rollback
        aborting, 01/rollback in flight | late FAILURE of 01/rollback |  | aborting |  |
        aborting, 01/rollback in flight | late ONGOING or ERROR of 01/rollback |  | aborting |  |
        aborting, 01/rollback waits for its retry | prepare | WrongState | aborting |  |
        aborting, 01/rollback waits for its retry | submit | WrongState | aborting |  |
        aborting, 01/rollback waits for its retry | abort | Ok | aborting |  | 01/rollback
        aborting, 01/rollback waits for its retry | registerBranch 03 | WrongState | aborting |  |
        aborting, 01/rollback waits for its retry | registerBranch 01 again | WrongState | aborting |  |
        aborting, 01/rollback waits for its retry | registerBranch 01 with another payload | WrongState | aborting |  |
        aborting, 01/rollback waits for its retry | forceStop | Ok | failed | transaction force stopped |
        aborting, 01/rollback waits for its retry | retry | Ok | aborting |  | 01/rollback
        aborting, 01/rollback waits for its retry | retry with unpark | Ok | aborting | branch resumed | 01/rollback
        aborting, 01/rollback waits for its retry | its time comes |  | aborting |  | 01/rollback
        aborting, 01/rollback waits for its retry | late SUCCESS of 01/rollback |  | aborting | held | 02/rollback
        aborting, 01/rollback waits for its retry | late FAILURE of 01/rollback |  | aborting |  |
        aborting, 01/rollback waits for its retry | late ONGOING or ERROR of 01/rollback |  | aborting |  |
        aborting, 02/rollback in flight | prepare | WrongState | aborting |  |
        aborting, 02/rollback in flight | submit | WrongState | aborting |  |
        aborting, 02/rollback in flight | abort | Ok | aborting |  |
        aborting, 02/rollback in flight | registerBranch 03 | WrongState | aborting |  |
        aborting, 02/rollback in flight | registerBranch 01 again | WrongState | aborting |  |
        aborting, 02/rollback in flight | registerBranch 01 with another payload | WrongState | aborting |  |
        aborting, 02/rollback in flight | forceStop | Ok | failed | branch succeeded, transaction force stopped |
        aborting, 02/rollback in flight | retry | Ok | aborting |  |
        aborting, 02/rollback in flight | retry with unpark | Ok | aborting |  |
        aborting, 02/rollback in flight | its time comes |  | aborting |  | 02/rollback
        aborting, 02/rollback in flight | SUCCESS |  | failed | branch succeeded, branch succeeded, transaction finished |
        aborting, 02/rollback in flight | FAILURE |  | aborting | branch succeeded, retry scheduled |
        aborting, 02/rollback in flight | ONGOING |  | aborting | branch succeeded, retry scheduled |
        aborting, 02/rollback in flight | ERROR |  | aborting | branch succeeded, retry scheduled |
        aborting, 02/rollback in flight | deferred |  | aborting | branch succeeded |
        aborting, 02/rollback in flight | late SUCCESS of 01/rollback |  | aborting |  |
        aborting, 02/rollback in flight | late FAILURE of 01/rollback |  | aborting |  |
        aborting, 02/rollback in flight | late ONGOING or ERROR of 01/rollback |  | aborting |  |
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
        succeed | late SUCCESS of 01/commit |  | succeed |  |
        succeed | late FAILURE of 01/commit |  | succeed |  |
        succeed | late ONGOING or ERROR of 01/commit |  | succeed |  |
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
        failed | late SUCCESS of 01/rollback |  | failed |  |
        failed | late FAILURE of 01/rollback |  | failed |  |
        failed | late ONGOING or ERROR of 01/rollback |  | failed |  |
        """;
}
