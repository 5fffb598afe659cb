using OrleansSaga.Grains;

namespace OrleansSaga.Silo.Api;

/// <summary>What went wrong with one request.</summary>
/// <param name="Kind">Which of the kinds that clients can tell apart.</param>
/// <param name="Detail">What a person should read: the field first, and the limit where there is one.</param>
internal sealed record ApiError(ApiErrorKind Kind, string Detail);

/// <summary>A kind of error. Codes are stable: clients switch on them.</summary>
internal sealed record ApiErrorKind(string Code, int Status, string Title);

/// <summary>The one table of errors of /api/v1.</summary>
internal static class ApiErrors
{
    public static readonly ApiErrorKind MalformedJson = new("malformed_json", StatusCodes.Status400BadRequest, "The body is not valid JSON");
    public static readonly ApiErrorKind InvalidArgument = new("invalid_argument", StatusCodes.Status400BadRequest, "A field or parameter is wrong");
    public static readonly ApiErrorKind BadRequest = new("bad_request", StatusCodes.Status400BadRequest, "The request is not valid HTTP");
    public static readonly ApiErrorKind CrossSite = new("cross_site", StatusCodes.Status403Forbidden, "Pages of other sites may not use the API");
    public static readonly ApiErrorKind TransactionNotFound = new("transaction_not_found", StatusCodes.Status404NotFound, "There is no such transaction");
    public static readonly ApiErrorKind PathNotFound = new("path_not_found", StatusCodes.Status404NotFound, "There is nothing at this path");
    public static readonly ApiErrorKind MethodNotAllowed = new("method_not_allowed", StatusCodes.Status405MethodNotAllowed, "The path does not take this method");
    public static readonly ApiErrorKind WrongState = new("wrong_state", StatusCodes.Status409Conflict, "The transaction's state does not allow it");
    public static readonly ApiErrorKind BodyTooLarge = new("body_too_large", StatusCodes.Status413PayloadTooLarge, "The body is too large");
    public static readonly ApiErrorKind UnsupportedMediaType = new("unsupported_media_type", StatusCodes.Status415UnsupportedMediaType, "The body is not application/json");
    public static readonly ApiErrorKind Internal = new("internal_error", StatusCodes.Status500InternalServerError, "The server failed");
    public static readonly ApiErrorKind UnreadableRecord = new("unreadable_record", StatusCodes.Status500InternalServerError, "This server cannot read the transaction");
    public static readonly ApiErrorKind Unavailable = new("unavailable", StatusCodes.Status503ServiceUnavailable, "The server cannot take it now");

    /// <summary>A field or parameter that is wrong.</summary>
    public static ApiError Invalid(string detail) => new(InvalidArgument, detail);

    /// <summary>The error of a reply that is not Ok.</summary>
    /// <param name="reply">What the transaction answered.</param>
    /// <param name="verb">What was asked, as in "cannot be ...".</param>
    public static ApiError Of(TransactionReply reply, string verb) => reply.Code switch
    {
        ReplyCode.Invalid => Invalid(FieldNames.OfEngine(reply.Message)),
        ReplyCode.NotFound => NotFound(),
        ReplyCode.WrongState => new(WrongState, $"gid: the transaction is {(reply.Status is { } status ? WireNames.Of(status) : "gone")} and cannot be {verb}"),
        _ => new(Unavailable, reply.Message),
    };

    /// <summary>The gid is unknown.</summary>
    public static ApiError NotFound() => new(TransactionNotFound, "gid: there is no transaction with this gid");
}
