using System.Diagnostics.Metrics;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using OrleansSaga.Grains;
using OrleansSaga.Grains.Kernel;
using OrleansSaga.Silo.Application.Topics;

namespace OrleansSaga.Silo.Tests.Topics;

/// <summary>Topics of one silo or more over one store, with a clock that tests move.</summary>
internal sealed class TopicBed : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();

    public TopicBed()
    {
        Store = new MemoryKeyValues(Time);
        Topics = NewSilo();
    }

    public ManualTimeProvider Time { get; } = new();

    public MemoryKeyValues Store { get; }

    public ITopics Topics { get; }

    public TopicOptions Options { get; } = new();

    public EngineOptions Engine { get; } = new();

    public IMeterFactory Meters => _services.GetRequiredService<IMeterFactory>();

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public ITopics NewSilo() =>
        new Silo.Application.Topics.Topics(Store, Microsoft.Extensions.Options.Options.Create(Options), Engine, Time, new TopicInstruments(Meters));

    public Task<TopicReply> SubscribeAsync(string topic, string url, string remark = "") => Topics.SubscribeAsync(topic, url, remark, Token);

    public async Task<string?> ValueAsync(string topic) => (await Store.GetAsync("topics", topic, Token))?.Value;

    /// <summary>A message whose i-th payload is the text of i.</summary>
    public static StartTransaction AMessage(params string[] actions) => new(
        "g", "msg", [.. actions.Select(action => new StartStep(action, ""))], [.. actions.Select((_, i) => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes($"{i}"))],
        "", "", "", new StartOptions(false, 0, 0, 0, new Dictionary<string, string>(), false, 0, 0), null);

    /// <summary>What becomes of a message: "branch id, URL, payload" of each branch as the engine would number them; or the refusal.</summary>
    public Task<string[]> ExpandAsync(params string[] actions) => ExpandAsync(Topics, actions);

    public static async Task<string[]> ExpandAsync(ITopics topics, params string[] actions)
    {
        var expansion = await topics.ExpandAsync(AMessage(actions), Token);
        if (expansion.Request is not { } request)
            return [expansion.Refusal!];
        Assert.Equal(request.Steps.Count, request.Payloads.Count);
        return [.. request.Steps.Select((step, i) =>
            $"{(step.BranchId.Length > 0 ? step.BranchId : TransactionDefinition.NumberedBranchId(i))} {step.Action} {Encoding.UTF8.GetString(request.Payloads[i].Span)}")];
    }

    public void Dispose() => _services.Dispose();
}
