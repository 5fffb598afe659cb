using System.Globalization;
using System.Text.Json;
using OrleansSaga.Grains;

namespace OrleansSaga.Silo.Dtm;

/// <summary>Writes DTM's T (protocol 1.2): its fields in its order, empty ones left out.</summary>
internal static class TransactionJson
{
    public static void Write(Utf8JsonWriter json, in TransactionView view)
    {
        json.WriteStartObject();
        json.WriteNumber("id", view.Id);
        Time(json, "create_time", view.CreatedAt);
        Time(json, "update_time", view.UpdatedAt);
        json.WriteString("gid", view.Gid);
        json.WriteString("trans_type", WireNames.Of(view.Mode));
        json.WriteString("status", WireNames.Of(view.Status));
        Text(json, "query_prepared", view.QueryPrepared);
        Text(json, "protocol", view.Protocol);
        if (view is { FinishedAt: { } finished, Status: TransactionStatus.Succeed or TransactionStatus.Failed })
            Time(json, view.Status == TransactionStatus.Succeed ? "finish_time" : "rollback_time", finished);
        Text(json, "result", view.Result);
        Text(json, "rollback_reason", view.RollbackReason);
        Text(json, "options", view.Options);
        Text(json, "custom_data", view.CustomData);
        json.WriteNumber("next_cron_interval", view.NextCronInterval);
        Time(json, "next_cron_time", view.NextCronTime);
        // On SQL, DTM shows the options in their text only, and this one, which it never leaves out, as false.
        json.WriteBoolean("concurrent", false);
        json.WriteEndObject();
    }

    internal static void Text(Utf8JsonWriter json, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
            json.WriteString(name, value);
    }

    /// <summary>RFC 3339 with as many digits of the second as there are, as Go writes it.</summary>
    internal static void Time(Utf8JsonWriter json, string name, DateTimeOffset value) =>
        json.WriteString(name, value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture));
}
