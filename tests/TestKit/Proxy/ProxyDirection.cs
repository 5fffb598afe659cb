namespace OrleansSaga.TestKit;

/// <summary>Which way bytes go through a proxy.</summary>
[Flags]
public enum ProxyDirection
{
    /// <summary>From who connects to who listens.</summary>
    ToServer = 1,

    /// <summary>From who listens to who connects.</summary>
    ToClient = 2,

    /// <summary>Both ways.</summary>
    Both = ToServer | ToClient,
}
