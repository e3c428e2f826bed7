using System.Collections.Immutable;
using BuyOrder.Domain.Chain;
using BuyOrder.Storage.Verifying;

namespace BuyOrder.Ledger.Verifying;

/// <summary>The result of a verification of the order store.</summary>
/// <param name="Orders">That fit.</param>
/// <param name="Records">That fit.</param>
/// <param name="Newest">The newest record; null with a fault, and while there is no chain.</param>
/// <param name="Fault">Null when all fits.</param>
internal sealed record OrderVerdict(long Orders, long Records, RecordAnchor? Newest, LedgerFault? Fault)
{
    /// <summary>By wallet the block of its first order's quote; empty while there is no order.</summary>
    public IReadOnlyDictionary<Address, long> FirstBlocks { get; init; } = ImmutableDictionary<Address, long>.Empty;

    public static readonly OrderVerdict Empty = new(0, 0, null, null);

    public static OrderVerdict Of(LedgerFault fault) => new(0, 0, null, fault);
}
