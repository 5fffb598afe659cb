using System.Text.Json;
using OrleansSaga.Grains.Journal;

namespace OrleansSaga.Grains.Transactions;

/// <summary>The audit entry of an operator's action: commits with the record of what it did.</summary>
internal static class AuditRow
{
    public static SideRow Of(Cause cause, string gid, DateTimeOffset now)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("at", now);
            json.WriteString("actor", cause.Actor);
            json.WriteString("action", cause.Audit);
            json.WriteString("gid", gid);
            json.WriteEndObject();
        }

        return new SideRow("audit", stream.ToArray());
    }
}
