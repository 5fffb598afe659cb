namespace OrleansSaga.Runtime.Embedded;

/// <summary>
/// Brings a request to the activation that serves it. Here: in this silo. A cluster's router keeps those that it owns
/// and sends the invocations of the others to their silos.
/// </summary>
internal interface ICallRouter
{
    /// <summary>Routes a request. Never throws: a refusal becomes the request's outcome.</summary>
    void Send(GrainAddress target, Request request);
}
