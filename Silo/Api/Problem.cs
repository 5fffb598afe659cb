using System.Diagnostics;
using System.Text.Json.Serialization;

namespace OrleansSaga.Silo.Api;

/// <summary>The body of every error (RFC 9457).</summary>
internal sealed record Problem
{
    /// <summary>urn:orleanssaga:error: and the code.</summary>
    public required string Type { get; init; }

    /// <summary>What this kind of error is.</summary>
    public required string Title { get; init; }

    /// <summary>The HTTP status.</summary>
    public required int Status { get; init; }

    /// <summary>Stable name of the kind: switch on this.</summary>
    public required string Code { get; init; }

    /// <summary>What was wrong here: the field or parameter first, with the limit where there is one.</summary>
    public required string Detail { get; init; }

    /// <summary>Finds the request in logs and traces.</summary>
    [JsonPropertyName("traceId")]
    public required string TraceId { get; init; }
}

/// <summary>Answers with an error.</summary>
internal sealed class ProblemResult(ApiError error) : IResult
{
    /// <summary>Media type of every error.</summary>
    public const string MediaType = "application/problem+json";

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var kind = error.Kind;
        if (kind.Status == StatusCodes.Status503ServiceUnavailable)
            httpContext.Response.Headers.RetryAfter = "1";
        var problem = new Problem
        {
            Type = $"urn:orleanssaga:error:{kind.Code}",
            Title = kind.Title,
            Status = kind.Status,
            Code = kind.Code,
            Detail = error.Detail,
            TraceId = Activity.Current?.TraceId.ToHexString() ?? httpContext.TraceIdentifier,
        };
        return TypedResults.Json(problem, ApiJson.Default.Problem, MediaType, kind.Status).ExecuteAsync(httpContext);
    }
}
