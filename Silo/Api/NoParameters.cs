namespace OrleansSaga.Silo.Api;

/// <summary>Endpoints that take no parameters refuse them, as the others refuse unknown ones.</summary>
internal static class NoParameters
{
    /// <summary>Adds the check to an endpoint.</summary>
    public static RouteHandlerBuilder WithoutParameters(this RouteHandlerBuilder endpoint) => endpoint.AddEndpointFilter(static (context, next) =>
        QueryReader.NoneExpected(context.HttpContext.Request.Query) is { } error ? ValueTask.FromResult<object?>(new ProblemResult(error)) : next(context));
}
