using System.Numerics;
using BuyOrder.Domain.Chain;

namespace BuyOrder.Domain.Orders;

/// <summary>What a final swap really did, read from its Transfer events and from what the recipient's balance makes of them.</summary>
/// <param name="TransactionHash">Of the attempt that was mined.</param>
/// <param name="BlockNumber">Its block.</param>
/// <param name="BlockHash">Of that block.</param>
/// <param name="SpentUnits">Stablecoin, smallest unit.</param>
/// <param name="TokensAcquired">Tokens, smallest unit.</param>
/// <param name="ByEventsAlone">No majority could tell the recipient's balance around the block, so that events alone had to be believed.</param>
public sealed record Purchase(
    Hash256 TransactionHash, long BlockNumber, Hash256 BlockHash, BigInteger SpentUnits, BigInteger TokensAcquired, bool ByEventsAlone = false);
