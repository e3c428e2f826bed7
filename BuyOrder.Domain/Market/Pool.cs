using System.Numerics;

namespace BuyOrder.Domain.Market;

/// <summary>
/// One constant-product pool as it is traversed: what it holds of the token that goes in and of the one that comes out, in smallest
/// units.
/// </summary>
public readonly record struct Pool(BigInteger ReserveIn, BigInteger ReserveOut)
{
    public bool HasLiquidity => ReserveIn > 0 && ReserveOut > 0;
}
