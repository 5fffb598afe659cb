namespace OrleansSaga.Benchmarks.Load;

/// <summary>What the load generator is to do; sent to it as one line of JSON.</summary>
internal sealed record LoadPlan
{
    /// <summary>Base URLs of the servers; clients take them in turn.</summary>
    public required Uri[] Servers { get; init; }

    /// <summary>Base URLs of the participants; sagas take them in turn, other modes need one only.</summary>
    public required Uri[] Participants { get; init; }

    /// <summary>Path at the participant, which decides how it answers.</summary>
    public string Path { get; init; } = "/ok";

    /// <summary>Mode of the transactions: saga, msg, tcc, xa, or saga-grpc for sagas that are submitted over gRPC.</summary>
    public string Mode { get; init; } = "saga";

    /// <summary>Whether <see cref="Servers"/> are gRPC ports.</summary>
    public bool IsGrpc => Mode == "saga-grpc";

    /// <summary>First part of the gids; differs from run to run.</summary>
    public required string GidPrefix { get; init; }

    /// <summary>The server's done log, or null to be finished with a saga at the reply to its submit.</summary>
    public string? DoneLog { get; init; }

    /// <summary>Connections, and in the closed loop the sagas under way.</summary>
    public required int Clients { get; init; }

    /// <summary>Time before the measured window.</summary>
    public double WarmUpSeconds { get; init; }

    /// <summary>Length of the measured window. A plan has either this or <see cref="Count"/>.</summary>
    public double Seconds { get; init; }

    /// <summary>Submit so many sagas and stop; 0 to go by time.</summary>
    public int Count { get; init; }

    /// <summary>Open loop: sagas started each second, whatever becomes of them; 0 for the closed loop.</summary>
    public int Rate { get; init; }

    public bool WaitResult { get; init; }

    public bool Concurrent { get; init; }

    public int RetryIntervalSeconds { get; init; }

    public int RequestTimeoutSeconds { get; init; }
}
