using OrleansSaga.Faults.Checking.Journal;

namespace OrleansSaga.Faults.Checking.Rules;

/// <summary>One decision, one end: every change of status is one that the mode knows, and nothing follows the end.</summary>
internal static class DecisionRule
{
    private const int Promise = 1;

    public static IEnumerable<Violation> Check(Life life, Replay replay)
    {
        var mode = replay.Transaction.Mode;
        foreach (var (version, happened, before, _) in replay.Moments)
        {
            if (before.IsFinal())
                yield return new(Promise, life.Gid, $"record {version} holds {happened.Name} behind the end ({before.Name()})");
            else if (happened is UnknownEvent unknown)
                yield return new(Promise, life.Gid, $"record {version} holds an event of kind {unknown.Field}, which this check does not know");
            else if (!MayHappen(mode, before, happened))
                yield return new(Promise, life.Gid, $"record {version} holds {Say(happened)} of a {mode.Name()} that is {before.Name()}");
        }

        foreach (var (version, sentence) in replay.Differences)
            yield return new(Promise, life.Gid, $"record {version}: {sentence}");
    }

    private static bool MayHappen(Mode mode, Status before, JournalEvent happened) => happened switch
    {
        Created e => e.Mode is >= Mode.Saga and <= Mode.Workflow
            && (e.Status == Status.Prepared || (e.Status == Status.Submitted && mode != Mode.Workflow)),
        Submitted => before == Status.Prepared && mode != Mode.Workflow,
        Registered => before == Status.Prepared && mode is (Mode.Tcc or Mode.Xa),
        Progress => before == Status.Prepared && mode == Mode.Workflow,
        AbortDecided => before == (mode == Mode.Saga ? Status.Submitted : Status.Prepared) && mode is (Mode.Saga or Mode.Tcc or Mode.Xa),
        Finished { Status: Status.Succeed } => before == (mode == Mode.Workflow ? Status.Prepared : Status.Submitted),
        Finished { Status: Status.Failed } => before == (mode is Mode.Message or Mode.Workflow ? Status.Prepared : Status.Aborting),
        Finished => false,
        _ => true,
    };

    private static string Say(JournalEvent happened) => happened is Finished e ? $"the end as {e.Status.Name()}" : happened.Name;
}
