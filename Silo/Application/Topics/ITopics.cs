using OrleansSaga.Grains;
using OrleansSaga.Grains.Journal;

namespace OrleansSaga.Silo.Application.Topics;

/// <summary>
/// Topics of two-phase messages: names under which URLs are subscribed, so that one step <c>topic://name</c> reaches them all
/// (protocol 1.2 and 4.2). Changes are seen by every silo within one second.
/// </summary>
public interface ITopics
{
    /// <summary>Adds a URL to a topic, which is created if it is new. Refused as Invalid, in DTM's words, when the topic has it already.</summary>
    /// <param name="topic">Name of the topic.</param>
    /// <param name="url">What to call: an http(s) URL, or host:port/package.Service/Method.</param>
    /// <param name="remark">For people; may be empty.</param>
    /// <param name="cancellationToken">Ends the wait for the store.</param>
    /// <exception cref="JournalUnavailableException">The store does not answer; whether the change was made is not known.</exception>
    Task<TopicReply> SubscribeAsync(string topic, string url, string remark, CancellationToken cancellationToken);

    /// <summary>Takes a URL out of a topic. The topic stays, also without any URL.</summary>
    /// <exception cref="JournalUnavailableException">The store does not answer; whether the change was made is not known.</exception>
    Task<TopicReply> UnsubscribeAsync(string topic, string url, CancellationToken cancellationToken);

    /// <summary>Deletes a topic with all its subscriptions.</summary>
    /// <exception cref="JournalUnavailableException">The store does not answer; whether the change was made is not known.</exception>
    Task<TopicReply> DeleteAsync(string topic, CancellationToken cancellationToken);

    /// <summary>
    /// Replaces every step <c>topic://name</c> of a message by one step per subscriber. <see cref="TransactionService"/> does that
    /// for every front; nobody else needs to.
    /// </summary>
    /// <exception cref="JournalUnavailableException">The store does not answer.</exception>
    ValueTask<TopicExpansion> ExpandAsync(StartTransaction request, CancellationToken cancellationToken);
}
