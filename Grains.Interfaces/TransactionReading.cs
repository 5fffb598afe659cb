namespace OrleansSaga.Grains;

/// <summary>What a read of a transaction came to.</summary>
/// <param name="Code"><see cref="ReplyCode.Ok"/>, <see cref="ReplyCode.NotFound"/>, or <see cref="ReplyCode.Unavailable"/> when the journal cannot be read now.</param>
/// <param name="Message">Unless Ok: what a person should read.</param>
/// <param name="Info">The transaction; null unless Ok.</param>
[GenerateSerializer, Immutable, Alias("orleanssaga.TransactionReading")]
public sealed record TransactionReading(
    [property: Id(0)] ReplyCode Code,
    [property: Id(1)] string Message,
    [property: Id(2)] TransactionInfo? Info);
