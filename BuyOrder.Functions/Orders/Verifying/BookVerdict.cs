using BuyOrder.Functions.Revenue.Verifying;

namespace BuyOrder.Functions.Orders.Verifying;

/// <summary>What a verification of the order book has come to.</summary>
/// <param name="Orders">That fit.</param>
/// <param name="Records">That fit.</param>
/// <param name="Newest">The newest record; null with a fault, and while there is no chain.</param>
/// <param name="Fault">Null when all fits.</param>
internal sealed record BookVerdict(long Orders, long Records, RecordAnchor? Newest, LedgerFault? Fault)
{
    /// <summary>The block of the first order's quote; null while there is no order.</summary>
    public long? FirstBlock { get; init; }

    public static readonly BookVerdict Empty = new(0, 0, null, null);

    public static BookVerdict Of(LedgerFault fault) => new(0, 0, null, fault);
}
