using System.Collections.Immutable;
using System.Numerics;

namespace BuyOrder.Functions.Tests.Simulation;

/// <summary>Everything on the chain that matters to the wallet's addresses, one pool and one treasury.</summary>
internal sealed record ModelState
{
    /// <summary>By version of the key.</summary>
    public required ImmutableArray<ModelAccount> Accounts { get; init; }

    public required BigInteger ReserveStablecoin { get; init; }

    public required BigInteger ReserveToken { get; init; }

    public BigInteger Treasury { get; init; }

    /// <summary>The stablecoin's issuer lets nobody transfer it.</summary>
    public bool IsFrozen { get; init; }

    public bool IsEmpty => ReserveStablecoin.IsZero || ReserveToken.IsZero;

    /// <summary>Uniswap v2's own formula: 0.3 % of what comes in stays with the pool.</summary>
    public BigInteger AmountOut(BigInteger amountIn)
    {
        if (IsEmpty)
            return BigInteger.Zero;
        var afterFee = amountIn * 997;
        return afterFee * ReserveToken / (ReserveStablecoin * 1000 + afterFee);
    }

    public ModelState With(int wallet, ModelAccount account) => this with { Accounts = Accounts.SetItem(wallet, account) };

    public ModelState WithEach(Func<ModelAccount, ModelAccount> change) => this with { Accounts = [.. Accounts.Select(change)] };
}

/// <summary>What one address has, and how many transactions it has sent.</summary>
internal sealed record ModelAccount(long Nonce, BigInteger NativeWei, BigInteger Stablecoin, BigInteger Allowance);
