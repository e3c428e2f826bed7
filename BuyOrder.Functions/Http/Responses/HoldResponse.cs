using System.Text.Json.Serialization;
using BuyOrder.Orders.Store;

namespace BuyOrder.Functions.Http.Responses;

/// <summary>Why an order does not move on just now, in a stable word and a sentence.</summary>
/// <param name="Reason">Stable word.</param>
/// <param name="Detail">One sentence with figures.</param>
/// <param name="Since">Since when it stands still for this kind of reason.</param>
/// <param name="Tried">The transaction that was tried; absent when it did not come so far.</param>
internal sealed record HoldResponse(
    string Reason,
    string Detail,
    DateTimeOffset Since,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] TriedResponse? Tried)
{
    /// <summary>Null when the order is not on hold.</summary>
    public static HoldResponse? Of(OrderRecord record) => record.Order.Hold is { } hold
        ? new HoldResponse(hold.Reason.Value, hold.Detail, hold.Since, TriedResponse.Of(record))
        : null;
}
