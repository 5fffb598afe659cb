using OrleansSaga.Grains;
using OrleansSaga.Grains.Journal;
using OrleansSaga.Silo.Application.Topics;
using OrleansSaga.Silo.Tests.Branches;

namespace OrleansSaga.Silo.Tests.Topics;

/// <summary>Changing topics: what is stored, what is refused, and races.</summary>
public sealed class TopicTests : IDisposable
{
    private readonly TopicBed _bed = new();

    public void Dispose() => _bed.Dispose();

    [Fact]
    public async Task Subscribe_OfANewTopic_StoresItAsDtmDoes()
    {
        Assert.Equal(TopicReply.Ok, await _bed.SubscribeAsync("t", "http://a/x?y=1&z=\"ü\"", "my remark"));
        Assert.Equal(TopicReply.Ok, await _bed.SubscribeAsync("t", "host:80/p.S/M"));

        Assert.Equal("""[{"url":"http://a/x?y=1&z=\"ü\"","remark":"my remark"},{"url":"host:80/p.S/M","remark":""}]""", await _bed.ValueAsync("t"));
        Assert.Equal(2, (await _bed.Store.GetAsync("topics", "t", TopicBed.Token))!.Version);
    }

    [Fact]
    public async Task Unsubscribe_OfTheLastUrl_LeavesTheTopic()
    {
        await _bed.SubscribeAsync("t", "http://a");

        Assert.Equal(TopicReply.Ok, await _bed.Topics.UnsubscribeAsync("t", "http://a", TopicBed.Token));

        Assert.Equal("[]", await _bed.ValueAsync("t"));
    }

    [Fact]
    public async Task Delete_OfATopic_LeavesNothing()
    {
        await _bed.SubscribeAsync("t", "http://a");

        Assert.Equal(TopicReply.Ok, await _bed.Topics.DeleteAsync("t", TopicBed.Token));

        Assert.Null(await _bed.ValueAsync("t"));
    }

    [Fact]
    public async Task Refusals_AreInDtmsWords()
    {
        await _bed.SubscribeAsync("t", "http://a");

        Assert.Equal(
            [
                (ReplyCode.Invalid, "this url exists"), (ReplyCode.Invalid, "empty topic"), (ReplyCode.Invalid, "empty url"),
                (ReplyCode.Invalid, "empty topic"), (ReplyCode.Invalid, "empty url"), (ReplyCode.NotFound, "no such an url "), (ReplyCode.NotFound, "no such a topic"),
                (ReplyCode.Invalid, "empty topic"), (ReplyCode.NotFound, "storage: NotFound"),
            ],
            new[]
            {
                await _bed.SubscribeAsync("t", "http://a", "another remark"), await _bed.SubscribeAsync("", "http://a"), await _bed.SubscribeAsync("t", ""),
                await _bed.Topics.UnsubscribeAsync("", "http://a", TopicBed.Token), await _bed.Topics.UnsubscribeAsync("t", "", TopicBed.Token),
                await _bed.Topics.UnsubscribeAsync("t", "http://A", TopicBed.Token), await _bed.Topics.UnsubscribeAsync("T", "http://a", TopicBed.Token),
                await _bed.Topics.DeleteAsync("", TopicBed.Token), await _bed.Topics.DeleteAsync("T", TopicBed.Token),
            }.Select(reply => (reply.Code, reply.Message)));
        Assert.Equal("""[{"url":"http://a","remark":""}]""", await _bed.ValueAsync("t"));
    }

    [Theory]
    [InlineData(129, "http://a", 0, "topic: 129 characters, at most 128 are allowed")]
    [InlineData(1, "ftp://a", 0, "url: neither an http or https URL nor host:port/package.Service/Method")]
    [InlineData(1, "http://", 0, "url: not an http or https URL")]
    [InlineData(1, "http://a", 257, "remark: 257 characters, at most 256 are allowed")]
    public async Task Subscribe_OverALimit_NamesFieldAndLimit(int nameLength, string url, int remarkLength, string message)
    {
        Assert.Equal(new TopicReply(ReplyCode.Invalid, message), await _bed.SubscribeAsync(new string('t', nameLength), url, new string('r', remarkLength)));

        Assert.Empty(_bed.Store.Calls);
    }

    [Fact]
    public async Task Subscribe_UrlTooLong_NamesFieldAndLimit() =>
        Assert.Equal("url: 2049 characters, at most 2048 are allowed", (await _bed.SubscribeAsync("t", "http://" + new string('a', 2042))).Message);

    [Theory]
    [InlineData("a\0b")]
    [InlineData("a\nb")]
    public async Task Topic_WithAControlCharacter_IsRefused(string topic) =>
        Assert.Equal("topic: contains a control character", (await _bed.SubscribeAsync(topic, "http://a")).Message);

    [Fact]
    public async Task Topic_WithHalfACharacter_IsRefused() =>
        Assert.Equal("topic: contains half of a surrogate pair", (await _bed.SubscribeAsync("\U0001F600\ud83d", "http://a")).Message);

    [Fact]
    public async Task Subscribe_OneMoreThanAllowed_ChangesNothing()
    {
        _bed.Options.Subscribers = 3;
        for (var i = 0; i < 3; i++)
            Assert.Equal(TopicReply.Ok, await _bed.SubscribeAsync("t", $"http://{i}"));

        Assert.Equal(new TopicReply(ReplyCode.Invalid, "topic: 4 subscribers, at most 3 are allowed"), await _bed.SubscribeAsync("t", "http://4"));

        Assert.Equal(3, (await _bed.Store.GetAsync("topics", "t", TopicBed.Token))!.Version);
    }

    [Fact]
    public async Task Subscribe_ValueOverTheStoresLimit_ChangesNothing()
    {
        (_bed.Options.Subscribers, _bed.Options.RemarkLength) = (1000, 4096);
        await _bed.Store.PutAsync("topics", "t", $$"""[{"url":"http://a","remark":"{{new string('r', 1024 * 1024)}}"}]""", 0, TopicBed.Token);

        Assert.Equal(
            new TopicReply(ReplyCode.Invalid, "topic: its subscriptions are too long together, at most 1048576 bytes are allowed"), await _bed.SubscribeAsync("t", "http://b"));
    }

    [Fact]
    public async Task Change_OfAValueThatIsNoList_IsRefused()
    {
        await _bed.Store.PutAsync("topics", "t", "{", 0, TopicBed.Token);

        Assert.Equal("topic: what is stored of it cannot be read", (await _bed.SubscribeAsync("t", "http://a")).Message);
        Assert.Equal("topic: what is stored of it cannot be read", (await _bed.Topics.UnsubscribeAsync("t", "http://a", TopicBed.Token)).Message);
        Assert.Equal(TopicReply.Ok, await _bed.Topics.DeleteAsync("t", TopicBed.Token));
    }

    [Fact]
    public async Task Subscribe_TwentyAtOnce_AllSucceed()
    {
        // Everybody has read the same version before anybody writes: the worst race there is.
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var writers = 0;
        _bed.Store.Before = call =>
        {
            if (!call.StartsWith("put", StringComparison.Ordinal))
                return Task.CompletedTask;
            if (Interlocked.Increment(ref writers) == 20)
                all.SetResult();
            return all.Task;
        };

        var replies = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => _bed.SubscribeAsync("t", $"http://{i}")));

        Assert.True(writers > 20, "Nobody had to write twice.");
        Assert.All(replies, reply => Assert.Equal(TopicReply.Ok, reply));
        var stored = await _bed.Store.GetAsync("topics", "t", TopicBed.Token);
        Assert.Equal(20, stored!.Version);
        Assert.Equal(20, Subscriber.Parse(stored.Value)!.Select(subscriber => subscriber.Url).Distinct().Count());
    }

    [Fact]
    public async Task Subscribe_OthersAlwaysFaster_GivesUpAndCounts()
    {
        using var probe = new MeterProbe(_bed.Meters, TopicInstruments.MeterName);
        var writes = 0;
        _bed.Store.Before = call =>
        {
            if (call == "put t")
            {
                writes++;
                _bed.Store.Set("t", "[]");
            }

            return Task.CompletedTask;
        };

        var reply = await _bed.SubscribeAsync("t", "http://a");

        Assert.Equal(new TopicReply(ReplyCode.Unavailable, "topic: others changed it 32 times meanwhile"), reply);
        Assert.Equal(32, writes);
        Assert.Equal(["orleanssaga.topic.change.limit_reached 1"], probe.Seen);
    }

    [Fact]
    public async Task Change_StoreAway_Throws()
    {
        _bed.Store.Before = _ => throw new JournalUnavailableException("away");

        await Assert.ThrowsAsync<JournalUnavailableException>(() => _bed.SubscribeAsync("t", "http://a"));
    }
}
