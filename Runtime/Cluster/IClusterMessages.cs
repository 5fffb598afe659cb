namespace OrleansSaga.Runtime.Embedded;

/// <summary>Short messages from silo to silo that are not grain calls. They may be lost when a link breaks, and never arrive twice.</summary>
public interface IClusterMessages
{
    /// <summary>The other silos of the view, by incarnation.</summary>
    IReadOnlyList<Guid> Peers { get; }

    /// <summary>Opens a topic, once in a process.</summary>
    /// <typeparam name="T">What crosses: a type that could be an argument of a grain method.</typeparam>
    /// <param name="topic">Its name, at most 64 characters.</param>
    /// <param name="received">Takes a message and its sender's incarnation; must be quick and must not throw.</param>
    /// <exception cref="InvalidOperationException"><typeparamref name="T"/> cannot cross a link; the message says why.</exception>
    IClusterTopic<T> Open<T>(string topic, Action<Guid, T> received);
}
