using System.Collections.Concurrent;

namespace OrleansSaga.Runtime.Tests;

/// <summary>Links within the process: calls go straight to the other silo's dispatcher, unless one of both is cut off.</summary>
internal sealed class FakeLinks(TestCluster cluster, ClusterSilo from) : ILinkFactory
{
    public ILink Open(SiloMember peer, Action changed) => new FakeLink(cluster, from, peer, changed);

    private sealed class FakeLink : ILink
    {
        private readonly ConcurrentDictionary<ILinkCaller, bool> _waiting = new();
        private readonly ClusterSilo _from;
        private readonly ClusterSilo? _to;
        private readonly SiloMember _peer;
        private readonly TestCluster _cluster;
        private readonly Action _changed;

        public FakeLink(TestCluster cluster, ClusterSilo from, SiloMember peer, Action changed)
        {
            (_cluster, _from, _peer, _changed) = (cluster, from, peer, changed);
            _to = cluster.Find(peer.Incarnation);
            cluster.LinksChanged += OnChanged;
        }

        public bool IsUp => _to is { IsCut: false } && !_from.IsCut && _to.Incarnation == _peer.Incarnation;

        public bool HasFailed => !IsUp;

        public bool TrySend(LinkRequest request, ILinkCaller caller)
        {
            if (!IsUp)
                return false;
            _waiting[caller] = true;
            _ = Serve(request, caller);
            return true;
        }

        public ValueTask DisposeAsync()
        {
            _cluster.LinksChanged -= OnChanged;
            Break();
            return ValueTask.CompletedTask;
        }

        private async Task Serve(LinkRequest request, ILinkCaller caller)
        {
            var reply = await _to!.Dispatcher.HandleAsync(new LinkPeer(_from.Name, _from.Incarnation), request);
            if (_waiting.TryRemove(caller, out _))
                caller.OnReply(reply);
        }

        private void OnChanged()
        {
            if (!IsUp)
                Break();
            _changed();
        }

        private void Break()
        {
            foreach (var caller in _waiting.Keys)
            {
                if (_waiting.TryRemove(caller, out _))
                    caller.OnBroken("cut");
            }
        }
    }
}
