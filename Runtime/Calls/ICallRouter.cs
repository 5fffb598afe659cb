namespace OrleansSaga.Runtime.Embedded;

/// <summary>
/// Brings a request to the activation that serves it. A silo is the router of its own activations;
/// a cluster's router sends the requests of other owners to their silos.
/// </summary>
internal interface ICallRouter
{
    /// <summary>Routes a request. Never throws: a refusal becomes the request's outcome.</summary>
    void Send(GrainAddress target, Request request);
}
