using System.Text.Json.Serialization;
using BuyOrder.Orders.Store;

namespace BuyOrder.Functions.Http.Responses;

/// <summary>The transaction with which an order came to stand still: a call that failed its trial, or the newest that was signed.</summary>
/// <param name="Kind">Of one that was signed: <c>approve</c>, <c>swap</c> or <c>cancel</c>.</param>
/// <param name="Nonce">Of one that was signed.</param>
/// <param name="TransactionHash">Of one that was signed.</param>
/// <param name="State">Of one that was signed.</param>
/// <param name="To">Of a trial: the contract.</param>
/// <param name="Data">Of a trial: the calldata; calling it from the order's wallet tries it again.</param>
internal sealed record TriedResponse(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Kind,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Nonce,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? TransactionHash,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? State,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? To,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Data)
{
    /// <summary>Null when nothing was tried so far.</summary>
    public static TriedResponse? Of(OrderRecord record)
    {
        if (record.Order.Hold?.Tried is { } call)
            return new TriedResponse(null, null, null, null, call.To, call.Data);
        return record.Attempts.LastOrDefault(attempt => attempt.Retry == record.Order.Retry) is { } signed
            ? new TriedResponse(Words.Of(signed.Kind), signed.Nonce, signed.TransactionHash, Words.Of(signed.State), null, null)
            : null;
    }

    public override string ToString() => TransactionHash is null
        ? $"a call of {To} with {Data}"
        : FormattableString.Invariant($"{Kind} {TransactionHash} with nonce {Nonce}, {State}");
}
