using System.IO.Pipelines;

namespace OrleansSaga.Runtime.Embedded;

/// <summary>An open stream both ways between two silos. Disposing it ends both directions in order if nothing was aborted.</summary>
internal interface ILinkTransport : IDuplexPipe, IAsyncDisposable
{
    /// <summary>Where the other side is, for log lines.</summary>
    string Remote { get; }

    /// <summary>Cuts both directions at once: whoever reads or writes gets an exception or an end, here and, as soon as it hears of it, at the other side.</summary>
    void Abort();
}
