using BuyOrder.Ledger.Verifying;
using BuyOrder.Storage.Verifying;

namespace BuyOrder.Orders.Verifying;

/// <summary>What a verification within a time budget has come to.</summary>
/// <param name="Entries">Of this part, that fit.</param>
/// <param name="Blocks">Of this part, that fit.</param>
/// <param name="FirstFault">Null when all of it fits.</param>
/// <param name="Next">Where to go on; null at the end or with a fault.</param>
internal sealed record VerificationPart(long Entries, long Blocks, LedgerFault? FirstFault, VerificationPosition? Next)
{
    /// <summary>What came of the order store; null where this part did not look at it.</summary>
    public OrderVerdict? Book { get; init; }
}
