using Microsoft.AspNetCore.OpenApi;

namespace OrleansSaga.Silo.Api;

/// <summary>The OpenAPI document of /api/v1.</summary>
internal static class ApiDocument
{
    /// <summary>Says what is in it.</summary>
    public static void Configure(OpenApiOptions options)
    {
        options.ShouldInclude = endpoint => endpoint.RelativePath?.StartsWith("api/v1/", StringComparison.Ordinal) == true;
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = "OrleansSaga API";
            document.Info.Version = "v1";
            document.Info.Description = "Starts, shows, lists and retries distributed transactions. Every error is application/problem+json with a stable code. Absent fields have no value; times are RFC 3339 in UTC.";
            // The address that a client used is its own affair.
            document.Servers?.Clear();
            return Task.CompletedTask;
        });
    }
}
