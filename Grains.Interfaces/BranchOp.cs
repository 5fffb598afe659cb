namespace OrleansSaga.Grains;

/// <summary>What is called on a branch (protocol 3.1). The numbers are stored.</summary>
public enum BranchOp
{
    /// <summary>Forward step of a saga or message.</summary>
    Action = 1,

    /// <summary>Undoes a saga step.</summary>
    Compensate = 2,
}
