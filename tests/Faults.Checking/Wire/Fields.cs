namespace OrleansSaga.Faults.Checking.Wire;

/// <summary>Field numbers of Grains/Journal/Records/record.proto, copied by reading it. A test compares them with that text.</summary>
internal static class Fields
{
    public static class Record
    {
        public const int FormatVersion = 1;
        public const int AppendId = 3;
        public const int Events = 7;
    }

    public static class Event
    {
        public const int Created = 1;
        public const int Submitted = 2;
        public const int BranchSucceeded = 3;
        public const int BranchRefused = 4;
        public const int RetryScheduled = 5;
        public const int BranchParked = 6;
        public const int BranchResumed = 7;
        public const int AbortDecided = 8;
        public const int Finished = 9;
        public const int ForceStopped = 10;
        public const int TransactionParked = 11;
        public const int Snapshot = 12;
        public const int TransactionResumed = 13;
        public const int OngoingRepeated = 14;
        public const int BranchRegistered = 15;
        public const int ProgressRecorded = 16;
    }

    public static class Created
    {
        public const int Gid = 1;
        public const int Instance = 2;
        public const int Mode = 3;
        public const int Status = 4;
        public const int Steps = 11;
        public const int QueryPrepared = 13;
        public const int Concurrent = 15;
    }

    public static class Step
    {
        public const int Action = 1;
        public const int Compensate = 2;
        public const int Payload = 3;
        public const int After = 4;
        public const int BranchId = 6;
    }

    public static class Attempt
    {
        public const int Number = 1;
    }

    public static class BranchRegistered
    {
        public const int Branch = 1;
    }

    public static class ProgressRecorded
    {
        public const int Progress = 1;
    }

    public static class Progress
    {
        public const int BranchId = 1;
        public const int Op = 2;
        public const int Status = 3;
    }

    public static class BranchSucceeded
    {
        public const int Step = 1;
        public const int Op = 2;
        public const int Attempt = 3;
    }

    public static class BranchRefused
    {
        public const int Step = 1;
        public const int Attempt = 2;
    }

    public static class RetryScheduled
    {
        public const int Step = 1;
        public const int Op = 2;
        public const int Attempt = 3;
    }

    public static class BranchParked
    {
        public const int Step = 1;
        public const int Op = 2;
        public const int Attempt = 3;
        public const int Reason = 4;
    }

    public static class BranchResumed
    {
        public const int Step = 1;
        public const int Op = 2;
    }

    public static class AbortDecided
    {
        public const int Compensate = 2;
        public const int NotCompensable = 3;
    }

    public static class Finished
    {
        public const int Status = 1;
    }

    public static class ForceStopped
    {
        public const int OpenBranches = 2;
    }

    public static class TransactionParked
    {
        public const int Reason = 1;
    }

    public static class OngoingRepeated
    {
        public const int Step = 1;
        public const int Op = 2;
        public const int Count = 3;
    }

    public static class Snapshot
    {
        public const int Status = 2;
        public const int Steps = 3;
        public const int Progresses = 12;
    }

    public static class StepState
    {
        public const int Action = 1;
        public const int Compensate = 2;
    }
}
