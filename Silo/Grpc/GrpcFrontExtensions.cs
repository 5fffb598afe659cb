using System.Net;
using OrleansSaga.Silo.Options;

namespace OrleansSaga.Silo.Grpc;

/// <summary>Puts the gRPC front into a host.</summary>
internal static class GrpcFrontExtensions
{
    /// <summary>Adds the services and opens their port when the server starts, unless it is off.</summary>
    public static void AddGrpcFront(this WebApplicationBuilder builder, ApiOptions api)
    {
        var listener = new GrpcListener();
        builder.Services.AddSingleton(listener);
        builder.Services.AddSingleton<IGrpcService, DtmMethods>();
        builder.Services.AddSingleton<IGrpcService, HealthMethods>();
        builder.Services.AddSingleton<GrpcServer>();
        if (api.GrpcPort == GrpcListener.Off)
            return;
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.Http2.MaxStreamsPerConnection = GrpcListener.StreamsPerConnection;
            listener.Listen(kestrel, IPAddress.Parse(api.BindAddress), api.GrpcPort);
        });
    }

    /// <summary>Everything that comes in by the gRPC port ends here, and nothing else does.</summary>
    public static void UseGrpcFront(this WebApplication app)
    {
        // Made at the first request: building the pipeline must not create what only a started host may create.
        var server = new Lazy<GrpcServer>(() => app.Services.GetRequiredService<GrpcServer>());
        var listener = app.Services.GetRequiredService<GrpcListener>();
        app.Use((context, next) => listener.IsOf(context) ? server.Value.HandleAsync(context) : next(context));
    }
}
