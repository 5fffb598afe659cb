namespace OrleansSaga.Silo.Grpc;

/// <summary>A service as <see cref="GrpcServer"/> serves it.</summary>
internal interface IGrpcService
{
    /// <summary>Its methods by path, such as /package.Service/Method.</summary>
    IEnumerable<KeyValuePair<string, GrpcMethod>> Methods { get; }
}
