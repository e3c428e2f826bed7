using BuyOrder.Domain.Orders;

namespace BuyOrder.Functions.Orders.Book;

/// <summary>The order book as it was loaded or last written: the state, the open order with its attempts, and the ETags that a step must name.</summary>
/// <param name="State">The state row.</param>
/// <param name="StateETag">Null when nothing was ever written.</param>
/// <param name="Order">The open order; null when none is.</param>
/// <param name="OrderETag">Of the open order's row.</param>
/// <param name="Attempts">Attempts of the open order, oldest first, each with its ETag.</param>
internal sealed record OpenBook(
    BookState State, string? StateETag, Order? Order, string? OrderETag, IReadOnlyList<(Attempt Attempt, string ETag)> Attempts)
{
    public IReadOnlyList<Attempt> AttemptList => [.. Attempts.Select(row => row.Attempt)];
}
