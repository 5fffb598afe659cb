using System.Text.Json;

namespace OrleansSaga.Faults.Checking.Banks;

/// <summary>How a branch works at a bank.</summary>
internal enum BankCallKind
{
    /// <summary>Money moves at once (saga, message).</summary>
    Transfer,

    /// <summary>Money is set aside first (TCC).</summary>
    Reservation,

    /// <summary>A database transaction stays prepared (XA).</summary>
    Xa,

    /// <summary>Asks what became of a sender's local transaction.</summary>
    CheckBack,
}

/// <summary>What a branch asks of a bank, as its URL and payload say it.</summary>
/// <param name="Kind">How it works.</param>
/// <param name="Sign">-1 takes money out, +1 brings it in, 0 neither.</param>
internal sealed record BankCall(BankCallKind Kind, int Sign)
{
    /// <summary>The account, and the cents that it must change by; null when the payload does not say.</summary>
    public (string Account, long Delta)? Effect { get; init; }

    /// <summary>Null for a URL that is no bank's.</summary>
    public static BankCall? Parse(string url, ReadOnlyMemory<byte> payload = default)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri))
            return null;
        BankCall? call = uri.AbsolutePath switch
        {
            "/transfer-out" or "/transfer-out/compensate" => new(BankCallKind.Transfer, -1),
            "/transfer-in" or "/transfer-in/compensate" => new(BankCallKind.Transfer, +1),
            "/reserve-out/confirm" or "/reserve-out/cancel" => new(BankCallKind.Reservation, -1),
            "/reserve-in/confirm" or "/reserve-in/cancel" => new(BankCallKind.Reservation, +1),
            "/xa/transfer-out" => new(BankCallKind.Xa, -1),
            "/xa/transfer-in" => new(BankCallKind.Xa, +1),
            "/check-back" => new(BankCallKind.CheckBack, 0),
            _ => null,
        };
        return call is null || payload.IsEmpty ? call : call with { Effect = Read(payload, call.Sign) };
    }

    /// <summary>Null for what no bank would take either.</summary>
    private static (string, long)? Read(ReadOnlyMemory<byte> payload, int sign)
    {
        var reader = new Utf8JsonReader(payload.Span);
        try
        {
            using var json = JsonDocument.ParseValue(ref reader);
            return json.RootElement.ValueKind == JsonValueKind.Object
                && json.RootElement.TryGetProperty("account", out var account) && account.ValueKind == JsonValueKind.String
                && json.RootElement.TryGetProperty("amount", out var amount) && amount.TryGetInt64(out var cents)
                ? (account.GetString()!, sign * cents)
                : null;
        }
        catch (JsonException)
        {
            // The bank answers 400 to it, so that there is nothing to expect.
            return null;
        }
    }
}
