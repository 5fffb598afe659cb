namespace OrleansSaga.Grains.Tests.Transitions;

/// <summary>What the kernel makes of every input in every situation of a workflow: the specification, as data.</summary>
internal static class WorkflowTable
{
    public static TransitionTable Table => new(
        "workflow", "Workflow transitions", nameof(WorkflowTable), About, WorkflowSituations.All, WorkflowSituations.Inputs, WorkflowSituations.Meet, Rows);

    private const string About = """
        The workflow has DTM's defaults and, unless it is said otherwise, a callback URL: `00/callback` asks the client to run it again, under
        the workflow's own name on the wire. *Record 01/action* is a registerBranch; the same row again is accepted, the same row with other
        data is not. The first recorded rollback is the abort decision, although the wire status stays prepared. *Its time comes*: the client
        was silent for the base interval (10 s), or the next callback is due. No answer to a callback ends a workflow. The other words are
        those of [saga-transitions.md](saga-transitions.md).

        """;

    private const string Rows = """
        unknown gid | prepareWorkflow | Ok | prepared | transaction created |
        unknown gid | submit(succeed) | NotFound |  |  |
        unknown gid | submit(failed) | NotFound |  |  |
        unknown gid | submit without a status | NotFound |  |  |
        unknown gid | abort | NotFound |  |  |
        unknown gid | record 01/action succeed | WrongState |  |  |
        unknown gid | record 01/action succeed, other data | WrongState |  |  |
        unknown gid | record 02/action succeed | WrongState |  |  |
        unknown gid | record 02/action failed | WrongState |  |  |
        unknown gid | record 01/rollback succeed | WrongState |  |  |
        unknown gid | forceStop | NotFound |  |  |
        unknown gid | retry | NotFound |  |  |
        unknown gid | retry with unpark | NotFound |  |  |
        unknown gid | its time comes |  |  |  |
        prepared | prepareWorkflow | Ok | prepared |  |
        prepared | submit(succeed) | Ok | succeed | transaction finished |
        prepared | submit(failed) | Ok | failed | transaction finished |
        prepared | submit without a status | Invalid | prepared |  |
        prepared | abort | WrongState | prepared |  |
        prepared | record 01/action succeed | Ok | prepared | progress recorded |
        prepared | record 01/action succeed, other data | Ok | prepared | progress recorded |
        prepared | record 02/action succeed | Ok | prepared | progress recorded |
        prepared | record 02/action failed | Ok | prepared | progress recorded |
        prepared | record 01/rollback succeed | Ok | prepared | progress recorded |
        prepared | forceStop | Ok | failed | transaction force stopped |
        prepared | retry | Ok | prepared |  | 00/callback
        prepared | retry with unpark | Ok | prepared |  | 00/callback
        prepared | its time comes |  | prepared |  | 00/callback
        prepared, 01/action recorded | prepareWorkflow | Ok | prepared |  |
        prepared, 01/action recorded | submit(succeed) | Ok | succeed | transaction finished |
        prepared, 01/action recorded | submit(failed) | Ok | failed | transaction finished |
        prepared, 01/action recorded | submit without a status | Invalid | prepared |  |
        prepared, 01/action recorded | abort | WrongState | prepared |  |
        prepared, 01/action recorded | record 01/action succeed | Ok | prepared |  |
        prepared, 01/action recorded | record 01/action succeed, other data | Invalid | prepared |  |
        prepared, 01/action recorded | record 02/action succeed | Ok | prepared | progress recorded |
        prepared, 01/action recorded | record 02/action failed | Ok | prepared | progress recorded |
        prepared, 01/action recorded | record 01/rollback succeed | Ok | prepared | progress recorded |
        prepared, 01/action recorded | forceStop | Ok | failed | transaction force stopped |
        prepared, 01/action recorded | retry | Ok | prepared |  | 00/callback
        prepared, 01/action recorded | retry with unpark | Ok | prepared | branch resumed | 00/callback
        prepared, 01/action recorded | its time comes |  | prepared |  | 00/callback
        prepared, 01/rollback recorded | prepareWorkflow | Ok | prepared |  |
        prepared, 01/rollback recorded | submit(succeed) | WrongState | prepared |  |
        prepared, 01/rollback recorded | submit(failed) | Ok | failed | transaction finished |
        prepared, 01/rollback recorded | submit without a status | Invalid | prepared |  |
        prepared, 01/rollback recorded | abort | WrongState | prepared |  |
        prepared, 01/rollback recorded | record 01/action succeed | Ok | prepared |  |
        prepared, 01/rollback recorded | record 01/action succeed, other data | Invalid | prepared |  |
        prepared, 01/rollback recorded | record 02/action succeed | WrongState | prepared |  |
        prepared, 01/rollback recorded | record 02/action failed | Ok | prepared | progress recorded |
        prepared, 01/rollback recorded | record 01/rollback succeed | Ok | prepared |  |
        prepared, 01/rollback recorded | forceStop | Ok | failed | transaction force stopped |
        prepared, 01/rollback recorded | retry | Ok | prepared |  | 00/callback
        prepared, 01/rollback recorded | retry with unpark | Ok | prepared | branch resumed | 00/callback
        prepared, 01/rollback recorded | its time comes |  | prepared |  | 00/callback
        prepared, 00/callback in flight | prepareWorkflow | Ok | prepared |  |
        prepared, 00/callback in flight | submit(succeed) | Ok | succeed | transaction finished |
        prepared, 00/callback in flight | submit(failed) | Ok | failed | transaction finished |
        prepared, 00/callback in flight | submit without a status | Invalid | prepared |  |
        prepared, 00/callback in flight | abort | WrongState | prepared |  |
        prepared, 00/callback in flight | record 01/action succeed | Ok | prepared |  |
        prepared, 00/callback in flight | record 01/action succeed, other data | Invalid | prepared |  |
        prepared, 00/callback in flight | record 02/action succeed | Ok | prepared | progress recorded |
        prepared, 00/callback in flight | record 02/action failed | Ok | prepared | progress recorded |
        prepared, 00/callback in flight | record 01/rollback succeed | Ok | prepared | progress recorded |
        prepared, 00/callback in flight | forceStop | Ok | failed | transaction force stopped |
        prepared, 00/callback in flight | retry | Ok | prepared |  |
        prepared, 00/callback in flight | retry with unpark | Ok | prepared |  |
        prepared, 00/callback in flight | its time comes |  | prepared |  | 00/callback
        prepared, 00/callback in flight | SUCCESS |  | prepared | retry scheduled |
        prepared, 00/callback in flight | FAILURE |  | prepared | retry scheduled |
        prepared, 00/callback in flight | ONGOING |  | prepared | retry scheduled |
        prepared, 00/callback in flight | ERROR |  | prepared | retry scheduled |
        prepared, 00/callback in flight | deferred |  | prepared |  |
        prepared, 00/callback in flight | late SUCCESS of 00/callback |  | prepared |  |
        prepared, 00/callback in flight | late FAILURE of 00/callback |  | prepared |  |
        prepared, 00/callback in flight | late ONGOING or ERROR of 00/callback |  | prepared |  |
        prepared, 00/callback waits for its retry | prepareWorkflow | Ok | prepared |  |
        prepared, 00/callback waits for its retry | submit(succeed) | Ok | succeed | transaction finished |
        prepared, 00/callback waits for its retry | submit(failed) | Ok | failed | transaction finished |
        prepared, 00/callback waits for its retry | submit without a status | Invalid | prepared |  |
        prepared, 00/callback waits for its retry | abort | WrongState | prepared |  |
        prepared, 00/callback waits for its retry | record 01/action succeed | Ok | prepared |  |
        prepared, 00/callback waits for its retry | record 01/action succeed, other data | Invalid | prepared |  |
        prepared, 00/callback waits for its retry | record 02/action succeed | Ok | prepared | progress recorded |
        prepared, 00/callback waits for its retry | record 02/action failed | Ok | prepared | progress recorded |
        prepared, 00/callback waits for its retry | record 01/rollback succeed | Ok | prepared | progress recorded |
        prepared, 00/callback waits for its retry | forceStop | Ok | failed | transaction force stopped |
        prepared, 00/callback waits for its retry | retry | Ok | prepared |  | 00/callback
        prepared, 00/callback waits for its retry | retry with unpark | Ok | prepared | branch resumed | 00/callback
        prepared, 00/callback waits for its retry | its time comes |  | prepared |  | 00/callback
        prepared, 00/callback waits for its retry | late SUCCESS of 00/callback |  | prepared |  |
        prepared, 00/callback waits for its retry | late FAILURE of 00/callback |  | prepared |  |
        prepared, 00/callback waits for its retry | late ONGOING or ERROR of 00/callback |  | prepared |  |
        prepared, without a callback URL | prepareWorkflow | Ok | prepared |  |
        prepared, without a callback URL | submit(succeed) | Ok | succeed | transaction finished |
        prepared, without a callback URL | submit(failed) | Ok | failed | transaction finished |
        prepared, without a callback URL | submit without a status | Invalid | prepared |  |
        prepared, without a callback URL | abort | WrongState | prepared |  |
        prepared, without a callback URL | record 01/action succeed | Ok | prepared | progress recorded |
        prepared, without a callback URL | record 01/action succeed, other data | Ok | prepared | progress recorded |
        prepared, without a callback URL | record 02/action succeed | Ok | prepared | progress recorded |
        prepared, without a callback URL | record 02/action failed | Ok | prepared | progress recorded |
        prepared, without a callback URL | record 01/rollback succeed | Ok | prepared | progress recorded |
        prepared, without a callback URL | forceStop | Ok | failed | transaction force stopped |
        prepared, without a callback URL | retry | Ok | prepared |  |
        prepared, without a callback URL | retry with unpark | WrongState | prepared |  |
        prepared, without a callback URL | its time comes |  | prepared |  |
        succeed | prepareWorkflow | Ok | succeed |  |
        succeed | submit(succeed) | Ok | succeed |  |
        succeed | submit(failed) | WrongState | succeed |  |
        succeed | submit without a status | Invalid | succeed |  |
        succeed | abort | WrongState | succeed |  |
        succeed | record 01/action succeed | WrongState | succeed |  |
        succeed | record 01/action succeed, other data | WrongState | succeed |  |
        succeed | record 02/action succeed | WrongState | succeed |  |
        succeed | record 02/action failed | WrongState | succeed |  |
        succeed | record 01/rollback succeed | WrongState | succeed |  |
        succeed | forceStop | WrongState | succeed |  |
        succeed | retry | Ok | succeed |  |
        succeed | retry with unpark | WrongState | succeed |  |
        succeed | its time comes |  | succeed |  |
        succeed | late SUCCESS of 00/callback |  | succeed |  |
        succeed | late FAILURE of 00/callback |  | succeed |  |
        succeed | late ONGOING or ERROR of 00/callback |  | succeed |  |
        failed | prepareWorkflow | Ok | failed |  |
        failed | submit(succeed) | WrongState | failed |  |
        failed | submit(failed) | Ok | failed |  |
        failed | submit without a status | Invalid | failed |  |
        failed | abort | WrongState | failed |  |
        failed | record 01/action succeed | WrongState | failed |  |
        failed | record 01/action succeed, other data | WrongState | failed |  |
        failed | record 02/action succeed | WrongState | failed |  |
        failed | record 02/action failed | WrongState | failed |  |
        failed | record 01/rollback succeed | WrongState | failed |  |
        failed | forceStop | WrongState | failed |  |
        failed | retry | Ok | failed |  |
        failed | retry with unpark | WrongState | failed |  |
        failed | its time comes |  | failed |  |
        failed | late SUCCESS of 00/callback |  | failed |  |
        failed | late FAILURE of 00/callback |  | failed |  |
        failed | late ONGOING or ERROR of 00/callback |  | failed |  |
        """;
}
