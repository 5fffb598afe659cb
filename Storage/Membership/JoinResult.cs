namespace OrleansSaga.Storage.Membership;

/// <summary>A silo has its row.</summary>
/// <param name="Incarnation">Its life in the table.</param>
/// <param name="ClusterId">Which cluster.</param>
/// <param name="FeatureLevel">The highest feature level of records that may be written.</param>
/// <param name="ReplacedOwnRow">Whether there was a row of its own name that had not left: nobody drives what that life drove, unless others took it over.</param>
/// <param name="OthersLived">Whether another silo lived then, as far as the locks and beats told.</param>
public sealed record JoinResult(Guid Incarnation, Guid ClusterId, int FeatureLevel, bool ReplacedOwnRow, bool OthersLived);
