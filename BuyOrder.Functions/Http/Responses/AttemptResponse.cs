using BuyOrder.Domain.Orders;

namespace BuyOrder.Functions.Http.Responses;

/// <summary>One signed transaction of an order. Fees in wei per gas.</summary>
internal sealed record AttemptResponse(
    int Number,
    long Nonce,
    string Kind,
    string TransactionHash,
    string MaxFeePerGas,
    string MaxPriorityFeePerGas,
    string State,
    DateTimeOffset CreatedAt,
    DateTimeOffset? Deadline)
{
    public static AttemptResponse Of(Attempt attempt) => new(
        attempt.Number,
        attempt.Nonce,
        Words.Of(attempt.Kind),
        attempt.TransactionHash,
        TokenText.Raw(attempt.MaxFeePerGasWei),
        TokenText.Raw(attempt.MaxPriorityFeePerGasWei),
        Words.Of(attempt.State),
        attempt.CreatedAt,
        attempt.Deadline);
}
