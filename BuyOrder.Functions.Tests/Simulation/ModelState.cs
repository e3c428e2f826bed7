using System.Numerics;

namespace BuyOrder.Functions.Tests.Simulation;

/// <summary>Everything on the chain that matters to one wallet, one pool and one treasury.</summary>
internal sealed record ModelState
{
    public long Nonce { get; init; }

    public BigInteger NativeWei { get; init; }

    public BigInteger Stablecoin { get; init; }

    public BigInteger Allowance { get; init; }

    public BigInteger ReserveStablecoin { get; init; }

    public BigInteger ReserveToken { get; init; }

    public BigInteger Treasury { get; init; }

    /// <summary>Uniswap v2's own formula: 0.3 % of what comes in stays with the pool.</summary>
    public BigInteger AmountOut(BigInteger amountIn)
    {
        var afterFee = amountIn * 997;
        return afterFee * ReserveToken / (ReserveStablecoin * 1000 + afterFee);
    }
}
