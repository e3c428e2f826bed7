using System.Text.Json.Serialization;
using BuyOrder.Domain.Treasury;
using BuyOrder.Orders.Recovery;

namespace BuyOrder.Functions.Http.Responses;

/// <summary>Whether buying is paused.</summary>
/// <param name="Paused">While true nothing is reserved, signed or sent for the first time.</param>
/// <param name="Since">When that began; null before the first pause.</param>
/// <param name="By">Who.</param>
/// <param name="Reason">In the words of who did it.</param>
internal sealed record PauseResponse(bool Paused, DateTimeOffset? Since, string? By, string? Reason)
{
    /// <summary>Of a pause: what is stored or sent and may still be mined; absent in every other answer.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<PendingTransactionResponse>? Transactions { get; init; }

    public static PauseResponse Of(PauseState pause) =>
        new(pause is PauseState.Paused, pause.LastChange?.At, pause.LastChange?.By, pause.LastChange?.Reason);

    public static PauseResponse Of(PauseSwitchResult result)
    {
        var answer = Of(result.Pause);
        return answer.Paused ? answer with { Transactions = [.. result.OnTheirWay.Select(PendingTransactionResponse.Of)] } : answer;
    }
}

/// <summary>A transaction that may still be mined.</summary>
internal sealed record PendingTransactionResponse(string OrderId, string TransactionHash, string Kind, long Nonce, string State)
{
    public static PendingTransactionResponse Of(PendingTransaction pending) => new(
        pending.OrderId,
        pending.Attempt.TransactionHash.ToString(),
        Words.Of(pending.Attempt.Kind),
        pending.Attempt.Nonce,
        Words.Of(pending.Attempt.State));
}
