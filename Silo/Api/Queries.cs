using System.ComponentModel;
using Microsoft.AspNetCore.Mvc;

namespace OrleansSaga.Silo.Api;

// All texts: QueryReader says which parameter is wrong, which binding would not.

/// <summary>The parameters of a list.</summary>
internal sealed record ListQuery(
    [property: FromQuery(Name = "status"), Description("prepared, submitted, aborting, succeed or failed.")] string? Status,
    [property: FromQuery(Name = "mode"), Description("saga, msg, tcc, xa or workflow.")] string? Mode,
    [property: FromQuery(Name = "tag"), Description("key:value; the key ends at the first colon.")] string? Tag,
    [property: FromQuery(Name = "parked"), Description("true: only those with parked branches; false: only those without.")] string? Parked,
    [property: FromQuery(Name = "from"), Description("Created at or after: RFC 3339, or milliseconds since 1970.")] string? From,
    [property: FromQuery(Name = "to"), Description("Created before: RFC 3339, or milliseconds since 1970.")] string? To,
    [property: FromQuery(Name = "cursor"), Description("next_cursor of the page before.")] string? Cursor,
    [property: FromQuery(Name = "limit"), Description("Transactions on a page, 1 to 500; default 50.")] string? Limit);

/// <summary>Which part of the history.</summary>
internal sealed record HistoryQuery(
    [property: FromQuery(Name = "history_after"), Description("Only records behind this version.")] string? After,
    [property: FromQuery(Name = "history_limit"), Description("Records at once, 1 to 1000; default 200.")] string? Limit);
