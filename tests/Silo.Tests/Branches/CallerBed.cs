using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OrleansSaga.Grains;
using OrleansSaga.Grains.Branches;
using OrleansSaga.Silo.Branches;

namespace OrleansSaga.Silo.Tests.Branches;

/// <summary>A branch caller as the host composes it, and calls with defaults.</summary>
internal sealed class CallerBed : IDisposable
{
    private readonly ServiceProvider _services;

    public CallerBed(TimeProvider? time = null, Dictionary<string, string?>? limits = null, bool inDocker = false)
    {
        var services = ServicesOf(limits ?? []);
        if (time is not null)
            services.AddSingleton(time);
        services.PostConfigure<BranchCallOptions>(options => options.InDocker = inDocker);
        _services = services.BuildServiceProvider();
        Caller = _services.GetRequiredService<IBranchCaller>();
    }

    public IBranchCaller Caller { get; }

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public static ServiceCollection ServicesOf(Dictionary<string, string?> limits)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(limits.ToDictionary(entry => "OrleansSaga:Limits:" + entry.Key, entry => entry.Value))
            .Build();
        var services = new ServiceCollection();
        services.AddBranchCaller(configuration);
        return services;
    }

    public static BranchCall ACall(
        string url,
        string payload = "{}",
        string gid = "g1",
        BranchOp op = BranchOp.Action,
        TransactionMode mode = TransactionMode.Saga,
        long timeoutSeconds = 30,
        string? traceParent = null,
        string protocol = "http",
        Dictionary<string, string>? headers = null,
        string opName = "") =>
        new(
            new BranchStamp(gid, Guid.Empty, 0, op, 1, 1),
            mode,
            protocol,
            url,
            "01",
            Encoding.UTF8.GetBytes(payload),
            headers ?? [],
            timeoutSeconds,
            traceParent)
        { OpName = opName };

    public Task<BranchResult> CallAsync(BranchCall call) => Caller.CallAsync(call, TestContext.Current.CancellationToken);

    public void Dispose() => _services.Dispose();
}
