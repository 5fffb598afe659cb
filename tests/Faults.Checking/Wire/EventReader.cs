using OrleansSaga.Faults.Checking.Journal;

namespace OrleansSaga.Faults.Checking.Wire;

/// <summary>Reads the smaller events.</summary>
internal static class EventReader
{
    public static Progress Progress(ReadOnlySpan<byte> message)
    {
        var (branch, op, status) = ("", "", OpStatus.Unknown);
        var reader = new WireReader(Inner(message, Fields.ProgressRecorded.Progress));
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case Fields.Progress.BranchId:
                    branch = reader.Text();
                    break;
                case Fields.Progress.Op:
                    op = reader.Text();
                    break;
                case Fields.Progress.Status:
                    status = (OpStatus)reader.Int32();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return new Progress(branch, op, status);
    }

    public static Succeeded Succeeded(ReadOnlySpan<byte> message) => new(
        Number(message, Fields.BranchSucceeded.Step), (Op)Number(message, Fields.BranchSucceeded.Op), Attempt(message, Fields.BranchSucceeded.Attempt));

    public static Refused Refused(ReadOnlySpan<byte> message) => new(
        Number(message, Fields.BranchRefused.Step), Attempt(message, Fields.BranchRefused.Attempt));

    public static Retry Retry(ReadOnlySpan<byte> message) => new(
        Number(message, Fields.RetryScheduled.Step), (Op)Number(message, Fields.RetryScheduled.Op), Attempt(message, Fields.RetryScheduled.Attempt));

    public static Parked Parked(ReadOnlySpan<byte> message) => new(
        Number(message, Fields.BranchParked.Step), (Op)Number(message, Fields.BranchParked.Op), Text(message, Fields.BranchParked.Reason), Attempt(message, Fields.BranchParked.Attempt));

    public static Resumed Resumed(ReadOnlySpan<byte> message) => new(
        Number(message, Fields.BranchResumed.Step), (Op)Number(message, Fields.BranchResumed.Op));

    public static AbortDecided AbortDecided(ReadOnlySpan<byte> message) => new(
        Numbers(message, Fields.AbortDecided.Compensate), Numbers(message, Fields.AbortDecided.NotCompensable));

    public static Finished Finished(ReadOnlySpan<byte> message) => new((Status)Number(message, Fields.Finished.Status));

    public static ForceStopped ForceStopped(ReadOnlySpan<byte> message)
    {
        var open = new List<string>();
        var reader = new WireReader(message);
        while (reader.Next())
        {
            if (reader.Field == Fields.ForceStopped.OpenBranches)
                open.Add(reader.Text());
            else
                reader.Skip();
        }

        return new ForceStopped(open);
    }

    public static WholeParked WholeParked(ReadOnlySpan<byte> message) => new(Text(message, Fields.TransactionParked.Reason));

    public static Ongoing Ongoing(ReadOnlySpan<byte> message) => new(
        Number(message, Fields.OngoingRepeated.Step), (Op)Number(message, Fields.OngoingRepeated.Op), Number(message, Fields.OngoingRepeated.Count));

    public static Snapshot Snapshot(ReadOnlySpan<byte> message)
    {
        var (steps, progresses) = (new List<(OpStatus, OpStatus)>(), 0);
        var reader = new WireReader(message);
        while (reader.Next())
        {
            if (reader.Field == Fields.Snapshot.Steps)
            {
                var step = reader.Bytes();
                steps.Add(((OpStatus)Number(step, Fields.StepState.Action), (OpStatus)Number(step, Fields.StepState.Compensate)));
                continue;
            }

            progresses += reader.Field == Fields.Snapshot.Progresses ? 1 : 0;
            reader.Skip();
        }

        return new Snapshot((Status)Number(message, Fields.Snapshot.Status), steps, progresses);
    }

    private static int Attempt(ReadOnlySpan<byte> message, int field) => Number(Inner(message, field), Fields.Attempt.Number);

    /// <summary>A number; 0, which is not written, when it is absent.</summary>
    private static int Number(ReadOnlySpan<byte> message, int field)
    {
        var value = 0;
        var reader = new WireReader(message);
        while (reader.Next())
        {
            if (reader.Field == field)
                value = reader.Int32();
            else
                reader.Skip();
        }

        return value;
    }

    private static List<int> Numbers(ReadOnlySpan<byte> message, int field)
    {
        var values = new List<int>();
        var reader = new WireReader(message);
        while (reader.Next())
        {
            if (reader.Field == field)
                reader.Int32s(values);
            else
                reader.Skip();
        }

        return values;
    }

    private static string Text(ReadOnlySpan<byte> message, int field) => System.Text.Encoding.UTF8.GetString(Inner(message, field));

    /// <summary>What is in a text or message field; nothing when it is absent.</summary>
    private static ReadOnlySpan<byte> Inner(ReadOnlySpan<byte> message, int field)
    {
        ReadOnlySpan<byte> inner = default;
        var reader = new WireReader(message);
        while (reader.Next())
        {
            if (reader.Field == field)
                inner = reader.Bytes();
            else
                reader.Skip();
        }

        return inner;
    }
}
