using OrleansSaga.Silo.Options;
using OrleansSaga.Storage;

namespace OrleansSaga.Silo.Operations;

/// <summary>What a command about a silo is given.</summary>
/// <param name="Words">What follows the command's name, up to the configuration.</param>
/// <param name="Api">Where the silo listens.</param>
/// <param name="Cluster">The silo in its cluster.</param>
/// <param name="Storage">The silo's database.</param>
/// <param name="Time">Measures how long is waited.</param>
internal sealed record SiloQuestion(IReadOnlyList<string> Words, ApiOptions Api, ClusterOptions Cluster, StorageOptions Storage, TimeProvider Time);
