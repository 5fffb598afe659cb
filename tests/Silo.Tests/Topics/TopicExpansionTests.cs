using OrleansSaga.Grains;
using OrleansSaga.Grains.Journal;
using OrleansSaga.Silo.Application.Topics;
using OrleansSaga.Silo.Tests.Branches;

namespace OrleansSaga.Silo.Tests.Topics;

/// <summary>Messages to topics: one step per subscriber, and a memory of one second.</summary>
public sealed class TopicExpansionTests : IDisposable
{
    private readonly TopicBed _bed = new();

    public void Dispose() => _bed.Dispose();

    [Fact]
    public async Task Message_WithoutTopics_IsLeftAsItIs()
    {
        var request = TopicBed.AMessage("http://a", "");

        Assert.Same(request, (await _bed.Topics.ExpandAsync(request, TopicBed.Token)).Request);
        Assert.Empty(_bed.Store.Calls);
    }

    [Theory]
    [InlineData("saga")]
    [InlineData("MSG")]
    [InlineData("")]
    public async Task OtherModes_HaveNoTopics(string mode)
    {
        var request = TopicBed.AMessage("topic://t") with { TransType = mode };

        Assert.Same(request, (await _bed.Topics.ExpandAsync(request, TopicBed.Token)).Request);
    }

    [Fact]
    public async Task Topic_WithSeveralSubscribers_GivesNumberedBranchesThatShareThePayload()
    {
        await SubscribeAsync("many", "http://1", "http://2", "http://3");
        await SubscribeAsync("one", "http://4");

        Assert.Equal(
            ["01 http://0 0", "02-01 http://1 1", "02-02 http://2 1", "02-03 http://3 1", "03 http://4 2", "04  3"],
            await _bed.ExpandAsync("http://0", "topic://many", "topic://one", ""));
    }

    [Fact]
    public async Task Topic_WithOneSubscriber_IsAnOrdinaryStep()
    {
        await SubscribeAsync("one", "http://4");

        Assert.Equal(["01 http://4 0", "02 http://5 1"], await _bed.ExpandAsync("topic://one", "http://5"));
    }

    [Theory]
    [InlineData("topic://nobody", "topic not found, nobody")]
    [InlineData("topic://", "topic not found, ")]
    [InlineData("topic://a\0b", "topic not found, a\0b")]
    [InlineData("topic://123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789", "topic: 129 characters, at most 128 are allowed")]
    [InlineData("topic://empty", "topic without subscribers, empty")]
    [InlineData("topic://null", "topic without subscribers, null")]
    [InlineData("topic://broken", "topic broken: what is stored of it cannot be read")]
    public async Task Topic_ThatReachesNobody_IsRefused(string action, string refusal)
    {
        await _bed.Store.PutAsync("topics", "empty", "[]", 0, TopicBed.Token);
        await _bed.Store.PutAsync("topics", "null", "null", 0, TopicBed.Token);
        await _bed.Store.PutAsync("topics", "broken", "{}", 0, TopicBed.Token);

        Assert.Equal([refusal], await _bed.ExpandAsync("http://0", action));
    }

    [Fact]
    public async Task Subscribers_CountAsSteps()
    {
        _bed.Engine.Limits.Steps = 4;
        await SubscribeAsync("t", "http://1", "http://2");

        Assert.Equal(4, (await _bed.ExpandAsync("topic://t", "topic://t")).Length);
        Assert.Equal(["steps: more than 4 steps with all subscribers of the topics, at most 4 are allowed"], await _bed.ExpandAsync("topic://t", "topic://t", ""));
    }

    [Fact]
    public async Task Message_WithTooFewPayloads_IsLeftToTheUsualRefusal()
    {
        var request = TopicBed.AMessage("topic://nobody") with { Payloads = [] };

        Assert.Same(request, (await _bed.Topics.ExpandAsync(request, TopicBed.Token)).Request);
    }

    [Fact]
    public async Task Change_OfAnotherSilo_IsSeenAfterASecond()
    {
        await SubscribeAsync("t", "http://1");
        var other = _bed.NewSilo();
        Assert.Equal(["01 http://1 0"], await TopicBed.ExpandAsync(other, "topic://t"));
        await SubscribeAsync("t", "http://2");

        _bed.Time.Advance(TopicCache.Lifetime - TimeSpan.FromTicks(1));
        Assert.Equal(["01 http://1 0"], await TopicBed.ExpandAsync(other, "topic://t"));
        _bed.Time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(["01-01 http://1 0", "01-02 http://2 0"], await TopicBed.ExpandAsync(other, "topic://t"));
    }

    [Fact]
    public async Task Change_OfThisSilo_IsSeenAtOnce()
    {
        await SubscribeAsync("t", "http://1");
        await _bed.ExpandAsync("topic://t");

        await SubscribeAsync("t", "http://2");
        Assert.Equal(2, (await _bed.ExpandAsync("topic://t")).Length);
        await _bed.Topics.UnsubscribeAsync("t", "http://1", TopicBed.Token);
        Assert.Equal(["01 http://2 0"], await _bed.ExpandAsync("topic://t"));
        await _bed.Topics.DeleteAsync("t", TopicBed.Token);
        Assert.Equal(["topic not found, t"], await _bed.ExpandAsync("topic://t"));
    }

    [Fact]
    public async Task Read_ThatAChangeOvertook_IsNotRemembered()
    {
        await SubscribeAsync("t", "http://1");
        var reading = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var goOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _bed.Store.Before = _ =>
        {
            _bed.Store.Before = _ => Task.CompletedTask;
            reading.SetResult();
            return goOn.Task;
        };
        var slow = _bed.ExpandAsync("topic://t");
        await reading.Task;
        await SubscribeAsync("t", "http://2");

        var fresh = await _bed.ExpandAsync("topic://t");

        goOn.SetResult();
        await slow;
        Assert.Equal(2, fresh.Length);
        Assert.Equal(2, (await _bed.ExpandAsync("topic://t")).Length);
    }

    [Fact]
    public async Task Readers_AtOnce_ShareOneRead()
    {
        await SubscribeAsync("t", "http://1");
        _bed.Store.Calls.Clear();
        var goOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _bed.Store.Before = _ => goOn.Task;

        var readers = Enumerable.Range(0, 50).Select(_ => _bed.ExpandAsync("topic://t")).ToList();
        goOn.SetResult();

        Assert.All(await Task.WhenAll(readers), steps => Assert.Equal(["01 http://1 0"], steps));
        Assert.Equal(["get t"], _bed.Store.Calls);
    }

    [Fact]
    public async Task Failure_OfARead_IsNotRemembered()
    {
        await SubscribeAsync("t", "http://1");
        _bed.Store.Before = _ => throw new JournalUnavailableException("away");
        await Assert.ThrowsAsync<JournalUnavailableException>(() => _bed.ExpandAsync("topic://t"));
        _bed.Store.Before = _ => Task.CompletedTask;

        Assert.Equal(["01 http://1 0"], await _bed.ExpandAsync("topic://t"));
    }

    [Fact]
    public async Task Cache_Full_StartsAnewAndCounts()
    {
        using var probe = new MeterProbe(_bed.Meters, TopicInstruments.MeterName);

        for (var i = 0; i <= TopicCache.Capacity; i++)
            Assert.Equal([$"topic not found, {i}"], await _bed.ExpandAsync($"topic://{i}"));

        Assert.Equal(1, probe.Seen.Count(seen => seen == "orleanssaga.topic.cache.limit_reached 1"));
        _bed.Store.Calls.Clear();
        await _bed.ExpandAsync("topic://0");
        await _bed.ExpandAsync($"topic://{TopicCache.Capacity}");
        Assert.Equal(["get 0"], _bed.Store.Calls);
    }

    private async Task SubscribeAsync(string topic, params string[] urls)
    {
        foreach (var url in urls)
            Assert.Equal(ReplyCode.Ok, (await _bed.SubscribeAsync(topic, url)).Code);
    }
}
