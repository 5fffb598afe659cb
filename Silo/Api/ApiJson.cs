using System.Text.Json;
using System.Text.Json.Serialization;

namespace OrleansSaga.Silo.Api;

/// <summary>JSON of /api/v1: snake_case, strict in what it takes, silent about what is absent.</summary>
[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(StartRequest))]
[JsonSerializable(typeof(TransactionOutcome))]
[JsonSerializable(typeof(TransactionDetails))]
[JsonSerializable(typeof(TransactionPage))]
[JsonSerializable(typeof(SiloList))]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(string))]
internal sealed partial class ApiJson : JsonSerializerContext;

/// <summary>Keeps a value's very text, duplicate keys and all: what a participant gets is its sender's business.</summary>
internal sealed class VerbatimConverter : JsonConverter<JsonElement>
{
    public override bool HandleNull => true;

    public override JsonElement Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        return document.RootElement.Clone();
    }

    public override void Write(Utf8JsonWriter writer, JsonElement value, JsonSerializerOptions options) => value.WriteTo(writer);
}
