using OrleansSaga.Silo.Hosting;

namespace OrleansSaga.Silo.Grpc;

/// <summary>The port for gRPC.</summary>
internal sealed class GrpcListener : Http2Port
{
    /// <summary>The <see cref="Options.ApiOptions.GrpcPort"/> that means no gRPC.</summary>
    public const int Off = -1;

    /// <summary>Calls at once on one connection; clients hold back the rest. Those of a wait_result last as long as a pass.</summary>
    public const int StreamsPerConnection = 1_000;
}
