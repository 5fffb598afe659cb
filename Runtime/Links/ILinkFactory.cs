namespace OrleansSaga.Runtime.Embedded;

/// <summary>Makes links.</summary>
internal interface ILinkFactory
{
    /// <summary>Begins to connect to a silo. <paramref name="changed"/> is called after each change of <see cref="ILink.IsUp"/>, on any thread.</summary>
    ILink Open(SiloMember peer, Action changed);
}
