using OrleansSaga.Silo.Grpc.Wire;
using OrleansSaga.Silo.Health;
using static OrleansSaga.Silo.Grpc.Wire.HealthCheckResponse.Types;

namespace OrleansSaga.Silo.Grpc;

/// <summary>grpc.health.v1.Health: what /health/ready says. Watch is not served, which clients take for "no health checks here".</summary>
internal sealed class HealthMethods(SiloHealth health) : IGrpcService
{
    /// <inheritdoc/>
    public IEnumerable<KeyValuePair<string, GrpcMethod>> Methods =>
        [new("/grpc.health.v1.Health/Check", new GrpcMethod<HealthCheckRequest>(HealthCheckRequest.Parser, CheckAsync) { ServesWhileStopping = true })];

    private Task<GrpcReply> CheckAsync(HealthCheckRequest request, HttpContext context, CancellationToken cancellationToken) => Task.FromResult(
        request.Service is "" or DtmMethods.Service
            ? GrpcReply.Ok(new HealthCheckResponse { Status = health.IsReady ? ServingStatus.Serving : ServingStatus.NotServing })
            : GrpcReply.Refused(GrpcStatus.NotFound, "service: not known here"));
}
