using System.Collections.Concurrent;
using OrleansSaga.Ownership;

namespace OrleansSaga.Silo.Tests.Cluster;

/// <summary>A router that only writes down what membership tells it.</summary>
internal sealed class RecordingControl : IClusterControl
{
    public ConcurrentQueue<ClusterView> Views { get; } = [];

    public HashSet<Guid> Unreachable { get; } = [];

    /// <summary>Called as ReleaseAsync and CloseAsync are.</summary>
    public Action<string> On { get; set; } = static _ => { };

    public ClusterView Last => Views.Last();

    /// <summary>Names in the last view; those that are not active with a question mark.</summary>
    public string Members => string.Join(" ", Last.Members.Select(member => member.IsActive ? member.Name : $"{member.Name}?"));

    public void Apply(ClusterView view) => Views.Enqueue(view);

    public int TakeOvers { get; private set; }

    public void TakeOverOwn() => TakeOvers++;

    public bool IsUnreachable(Guid incarnation) => Unreachable.Contains(incarnation);

    public Task ReleaseAsync(CancellationToken cancellationToken)
    {
        On("release");
        return Task.CompletedTask;
    }

    public Task CloseAsync()
    {
        On("close");
        return Task.CompletedTask;
    }
}
