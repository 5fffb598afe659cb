using OrleansSaga.Grains.Kernel;

namespace OrleansSaga.Silo.Import;

/// <summary>An unfinished transaction as DTM keeps it.</summary>
/// <param name="Id">id of its row in trans_global.</param>
/// <param name="Global">That row.</param>
/// <param name="Branches">Its rows in trans_branch_op, by id.</param>
internal sealed record DtmTransaction(long Id, DtmGlobalRow Global, IReadOnlyList<DtmBranchRow> Branches);

/// <summary>A topic as DTM keeps it.</summary>
/// <param name="Name">k.</param>
/// <param name="Subscribers">v: JSON array of url and remark.</param>
internal sealed record DtmTopic(string Name, string Subscribers);
