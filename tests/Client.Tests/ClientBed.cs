using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OrleansSaga.Silo;

namespace OrleansSaga.Client.Tests;

/// <summary>A whole silo in this process over SQLite, with a client in the same container, and a participant.</summary>
internal sealed class ClientBed : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly DirectoryInfo _folder;

    private ClientBed(WebApplication app, DirectoryInfo folder, TestParticipant participant) => (_app, _folder, Participant) = (app, folder, participant);

    public TestParticipant Participant { get; }

    public ITransactionClient Client => _app.Services.GetRequiredService<ITransactionClient>();

    public IGrainFactory Grains => _app.Services.GetRequiredService<IGrainFactory>();

    public static async Task<ClientBed> StartAsync(CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("orleanssaga-client-");
        var participant = await TestParticipant.StartAsync(cancellationToken);
        var app = SiloHost.Build(
            ["--OrleansSaga:Storage:Provider=sqlite", $"--OrleansSaga:Storage:ConnectionString={Path.Combine(folder.FullName, "journal.db")}", "--OrleansSaga:Api:HttpPort=0", "--OrleansSaga:Api:GrpcPort=-1"],
            builder =>
            {
                builder.Logging.ClearProviders();
                builder.Services.AddTransactionClient();
            });
        await app.StartAsync(cancellationToken);
        return new ClientBed(app, folder, participant);
    }

    /// <summary>A saga of two steps that each have an undo.</summary>
    public SagaDefinition Transfer(string gid) => new SagaDefinition(gid)
        .JsonStep($"{Participant.Url}/out", $"{Participant.Url}/out-revert", new { Amount = 30 })
        .JsonStep($"{Participant.Url}/in", $"{Participant.Url}/in-revert", new { Amount = 30 });

    /// <summary>A client whose calls to grains go through <paramref name="between"/>.</summary>
    public ITransactionClient ClientBehind(Func<ITransactionGrain, ITransactionGrain> between) =>
        new TransactionClient(gid => between(Grains.GetGrain<ITransactionGrain>(gid)), new TransactionClientOptions(), TimeProvider.System);

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await Participant.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
