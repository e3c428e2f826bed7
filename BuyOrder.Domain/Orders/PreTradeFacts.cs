using System.Collections.Immutable;
using System.Numerics;
using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Market;
using BuyOrder.Domain.Prices;

namespace BuyOrder.Domain.Orders;

/// <summary>What the nodes agree on about the wallet and the market before a purchase.</summary>
public sealed record PreTradeFacts
{
    /// <summary>Nothing was told: what stands in for a node of another chain.</summary>
    public static readonly PreTradeFacts None = new()
    {
        Head = 0,
        HeadTime = default,
        BaseFeeWei = 0,
        SuggestedTipWei = 0,
        NonceAtHead = 0,
        NonceAtFinal = 0,
        NativeBalanceWei = 0,
        StablecoinBalance = 0,
        Allowance = 0,
        Quote = null,
        MarketFault = null,
    };

    public required long Head { get; init; }

    /// <summary>Of the block at that height, as most of the nodes at that height say; the probe names it.</summary>
    public Hash256 HeadHash { get; init; }

    public required DateTimeOffset HeadTime { get; init; }

    public required BigInteger BaseFeeWei { get; init; }

    public required BigInteger SuggestedTipWei { get; init; }

    /// <summary>Lowest nonce that is free at the head.</summary>
    public required long NonceAtHead { get; init; }

    /// <summary>The same at the finalized height.</summary>
    public required long NonceAtFinal { get; init; }

    public required BigInteger NativeBalanceWei { get; init; }

    /// <summary>Stablecoin of the wallet, smallest unit.</summary>
    public required BigInteger StablecoinBalance { get; init; }

    /// <summary>What the first of the markets may take of it.</summary>
    public required BigInteger Allowance { get; init; }

    /// <summary>What each watched spender may take of it, the market among them, by address.</summary>
    public ImmutableSortedDictionary<Address, BigInteger> Allowances { get; init; } = ImmutableSortedDictionary<Address, BigInteger>.Empty;

    /// <summary>What each market that was asked says, in the order of the settings.</summary>
    public IReadOnlyList<MarketOffer> Offers { get; init; } = [];

    /// <summary>Of the market that is looked at. Null when it gives no quote; then <see cref="MarketFault"/> says why.</summary>
    public required Quote? Quote { get; init; }

    public required string? MarketFault { get; init; }

    /// <summary>What the price sources say.</summary>
    public PriceFacts Prices { get; init; } = PriceFacts.None;

    /// <summary>ZAR for a whole coin of the chain's own currency; null while that is not known.</summary>
    public Price? NativePrice { get; init; }

    /// <summary>Of block 0: which chain this is beyond its id.</summary>
    public Hash256? GenesisHash { get; init; }

    /// <summary>The code at the addresses that a purchase passes through, as <see cref="ContractCode"/> writes it.</summary>
    public string? Contracts { get; init; }

    /// <summary>The same, looking at one market.</summary>
    public PreTradeFacts At(MarketOffer offer) => offer switch
    {
        MarketOffer.Quoted quoted => this with { Quote = quoted.Quote, MarketFault = null },
        MarketOffer.LeftOut left => this with { Quote = null, MarketFault = left.Why },
        _ => throw new ArgumentException($"{offer.Market} was not heard.", nameof(offer)),
    };
}
