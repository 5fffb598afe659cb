using System.Net;
using System.Text.Json;

namespace OrleansSaga.Faults;

/// <summary>What a server said.</summary>
internal sealed record DtmAnswer(HttpStatusCode Status, string Text)
{
    public bool IsOk => Status == HttpStatusCode.OK;

    /// <summary>Another server, or the same one later, may say something better.</summary>
    public bool IsTrouble => (int)Status >= 500 || Status == HttpStatusCode.TooManyRequests;

    public JsonElement Json() => JsonSerializer.Deserialize<JsonElement>(Text);
}
