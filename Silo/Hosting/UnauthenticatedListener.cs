namespace OrleansSaga.Silo.Hosting;

/// <summary>An address on which this silo serves whoever comes. Links between silos of our own runtime are none: both sides prove the cluster's secret.</summary>
/// <param name="Key">The key that sets the address.</param>
/// <param name="Address">The IP address.</param>
internal sealed record UnauthenticatedListener(string Key, string Address);
