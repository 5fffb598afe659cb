namespace OrleansSaga.Silo.Grpc;

/// <summary>gRPC's status codes, as far as they are given or read here. The numbers go over the wire.</summary>
internal enum GrpcStatus
{
    Ok = 0,
    Cancelled = 1,

    /// <summary>DTM: a returned error that is neither FAILURE nor ONGOING.</summary>
    Unknown = 2,
    InvalidArgument = 3,
    DeadlineExceeded = 4,
    NotFound = 5,
    AlreadyExists = 6,
    PermissionDenied = 7,
    ResourceExhausted = 8,

    /// <summary>DTM: ONGOING.</summary>
    FailedPrecondition = 9,

    /// <summary>DTM: FAILURE.</summary>
    Aborted = 10,
    OutOfRange = 11,
    Unimplemented = 12,

    /// <summary>DTM: a panic.</summary>
    Internal = 13,
    Unavailable = 14,
    DataLoss = 15,
    Unauthenticated = 16,
}

/// <summary>Names of <see cref="GrpcStatus"/>.</summary>
internal static class GrpcStatusNames
{
    /// <summary>The name that gRPC's documents give a status, such as FAILED_PRECONDITION; the bare number of one that they do not know.</summary>
    public static string Of(GrpcStatus status) => status switch
    {
        GrpcStatus.Ok => "OK",
        GrpcStatus.Cancelled => "CANCELLED",
        GrpcStatus.Unknown => "UNKNOWN",
        GrpcStatus.InvalidArgument => "INVALID_ARGUMENT",
        GrpcStatus.DeadlineExceeded => "DEADLINE_EXCEEDED",
        GrpcStatus.NotFound => "NOT_FOUND",
        GrpcStatus.AlreadyExists => "ALREADY_EXISTS",
        GrpcStatus.PermissionDenied => "PERMISSION_DENIED",
        GrpcStatus.ResourceExhausted => "RESOURCE_EXHAUSTED",
        GrpcStatus.FailedPrecondition => "FAILED_PRECONDITION",
        GrpcStatus.Aborted => "ABORTED",
        GrpcStatus.OutOfRange => "OUT_OF_RANGE",
        GrpcStatus.Unimplemented => "UNIMPLEMENTED",
        GrpcStatus.Internal => "INTERNAL",
        GrpcStatus.Unavailable => "UNAVAILABLE",
        GrpcStatus.DataLoss => "DATA_LOSS",
        GrpcStatus.Unauthenticated => "UNAUTHENTICATED",
        _ => $"status {(int)status}",
    };
}
