using System.Collections.Immutable;
using System.Numerics;

namespace BuyOrder.Testing.Model;

/// <summary>Everything on the chain that matters to the wallet's addresses, one pool and one treasury.</summary>
internal sealed record ModelState
{
    /// <summary>By version of the key.</summary>
    public required ImmutableArray<ModelAccount> Accounts { get; init; }

    public required BigInteger ReserveStablecoin { get; init; }

    public required BigInteger ReserveToken { get; init; }

    public BigInteger Treasury { get; init; }

    /// <summary>Stablecoin that was swept into the treasury.</summary>
    public BigInteger Swept { get; init; }

    /// <summary>The stablecoin's issuer has stopped all transfers of it.</summary>
    public bool IsFrozen { get; init; }

    /// <summary>The stablecoin lets an allowance change only from or to nothing.</summary>
    public bool NeedsZeroFirst { get; init; }

    /// <summary>Approvals of the stablecoin succeed and change nothing.</summary>
    public bool IgnoresApprovals { get; init; }

    /// <summary>Ten-thousandths of every purchase that the token keeps, with an event of its own.</summary>
    public int FeeBps { get; init; }

    /// <summary>Ten-thousandths of every purchase that do not arrive, though the event says so.</summary>
    public int ShortBps { get; init; }

    /// <summary>Of Uniswap v3; in most worlds there is none.</summary>
    public ModelV3Pool V3 { get; init; } = ModelV3Pool.None;

    /// <summary>None in most worlds.</summary>
    public ImmutableArray<ModelFeed> Feeds { get; init; } = [];

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

/// <summary>What one address has, how many transactions it has sent, and what the routers and the one before them may take.</summary>
internal sealed record ModelAccount(
    long Nonce, BigInteger NativeWei, BigInteger Stablecoin, BigInteger Allowance, BigInteger OldAllowance = default, BigInteger V3Allowance = default)
{
    public BigInteger AllowanceOf(BigInteger spender) =>
        spender == ModelContracts.OldRouterWord ? OldAllowance : spender == ModelV3.RouterWord ? V3Allowance : Allowance;

    public ModelAccount Allowing(BigInteger spender, BigInteger value) =>
        spender == ModelContracts.OldRouterWord ? this with { OldAllowance = value }
        : spender == ModelV3.RouterWord ? this with { V3Allowance = value } : this with { Allowance = value };
}
