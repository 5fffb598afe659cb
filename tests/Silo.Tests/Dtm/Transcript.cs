using System.Text;
using System.Text.Json;

namespace OrleansSaga.Silo.Tests.Dtm;

/// <summary>One recorded exchange with a real DTM: what was asked, what came back, and how the transaction ended.</summary>
internal sealed record Transcript(string Name, IReadOnlyList<RecordedReply> Replies, IReadOnlyList<string>? Final, IReadOnlyList<string>? Calls)
{
    private static readonly HashSet<string> NotCompared =
        ["id", "owner", "update_time", "create_time", "next_cron_interval", "next_cron_time", "message", "ext_data", "finish_time", "rollback_time"];

    /// <summary>Where recording and recorder lie.</summary>
    public static string Folder => Path.Combine(Repository.Root, "tests", "Silo.Tests", "Dtm", "Recorded");

    /// <summary>The recording.</summary>
    public static string File => Path.Combine(Folder, "transcripts.jsonl");

    public static Transcript Parse(string line)
    {
        using var document = JsonDocument.Parse(line);
        var root = document.RootElement;
        return new Transcript(
            root.GetProperty("name").GetString()!,
            [.. root.GetProperty("replies").EnumerateArray().Select(RecordedReply.Parse)],
            root.TryGetProperty("final", out var final) ? FinalOf(final) : null,
            root.TryGetProperty("calls", out var calls) ? [.. calls.EnumerateArray().Select(call => call.GetString()!).Order(StringComparer.Ordinal)] : null);
    }

    /// <summary>
    /// A body without what differs from run to run: keys sorted, times, ids and messages left out; "text" for what is not JSON.
    /// The recorder wrote its shapes by the same rules.
    /// </summary>
    public static string ShapeOf(string body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return ShapeOf(document.RootElement);
        }
        catch (JsonException)
        {
            return "\"text\"";
        }
    }

    public static string ShapeOf(JsonElement element)
    {
        var shape = new StringBuilder();
        Append(shape, element);
        return shape.ToString();
    }

    private static void Append(StringBuilder shape, JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                shape.Append('{');
                foreach (var property in element.EnumerateObject().Where(p => !NotCompared.Contains(p.Name)).OrderBy(p => p.Name, StringComparer.Ordinal))
                {
                    shape.Append(property.Name).Append(':');
                    Append(shape, property.Value);
                    shape.Append(',');
                }

                shape.Append('}');
                break;
            case JsonValueKind.Array:
                shape.Append('[');
                foreach (var item in element.EnumerateArray())
                {
                    Append(shape, item);
                    shape.Append(',');
                }

                shape.Append(']');
                break;
            case JsonValueKind.String:
                shape.Append('"').Append(element.GetString()).Append('"');
                break;
            default:
                shape.Append(element.GetRawText());
                break;
        }
    }

    private static string[] FinalOf(JsonElement final) =>
        [final[0].GetString() ?? "", .. final[1].EnumerateArray().Select(row => string.Join(' ', row.EnumerateArray().Select(cell => cell.GetString())))];
}

/// <summary>One request and its reply. GID and http://P stand for the gid and the participants.</summary>
internal sealed record RecordedReply(string Method, string Path, string? Body, int Code, string Shape, string Text)
{
    public static RecordedReply Parse(JsonElement reply)
    {
        var request = reply.GetProperty("request").GetString()!.Split(' ', 3);
        return new RecordedReply(
            request[0], request[1], request.Length > 2 ? request[2] : null, reply.GetProperty("code").GetInt32(),
            Transcript.ShapeOf(reply.GetProperty("shape")), reply.GetProperty("body").GetString()!);
    }
}
