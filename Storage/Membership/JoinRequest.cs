namespace OrleansSaga.Storage.Membership;

/// <summary>A silo that wants a row.</summary>
/// <param name="Claim">What it says of itself.</param>
/// <param name="Incarnation">Its new life.</param>
/// <param name="State">The state to begin in.</param>
/// <param name="Secret">The cluster's secret; null to be alone.</param>
/// <param name="TrustsNameLock">
/// Whether holding the lock on the name proves that nobody else lives under it. True at the start of a process. A silo that lost its row
/// may hold the lock from before, while another process took the name over.
/// </param>
/// <param name="Evidence">What watching beats has shown so far.</param>
public sealed record JoinRequest(SiloClaim Claim, Guid Incarnation, SiloState State, string? Secret, bool TrustsNameLock, JoinEvidence Evidence);
