using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace OrleansSaga.Samples.Bank;

/// <summary>The body of every transfer call: <c>{"account":"alice","amount":30}</c>, the amount in cents.</summary>
internal sealed record TransferPayload(string? Account, long? Amount)
{
    private const int MaxAccountLength = 64;
    private const long MaxAmount = 1_000_000_000_000;

    /// <summary>Null when the body is not such a payload.</summary>
    public static async Task<(string Account, long Amount)?> TryReadAsync(Stream body, CancellationToken cancellation)
    {
        TransferPayload? payload;
        try
        {
            payload = await JsonSerializer.DeserializeAsync<TransferPayload>(body, Strict, cancellation);
        }
        catch (Exception e) when (e is JsonException or BadHttpRequestException)
        {
            // The caller's mistake (also a body that is too long or stops early), and the caller is told by a 400.
            return null;
        }

        return payload is { Account: { Length: > 0 and <= MaxAccountLength } account, Amount: > 0 and <= MaxAmount and var amount }
            ? (account, amount)
            : null;
    }

    // Amounts in quotes are refused: a participant that guesses about money is a bad example.
    private static readonly JsonSerializerOptions Strict = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };
}
