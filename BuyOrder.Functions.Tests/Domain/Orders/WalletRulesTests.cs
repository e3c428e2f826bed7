using System.Numerics;
using BuyOrder.Domain;
using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Checks;
using BuyOrder.Domain.Fees;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Treasury;

using static BuyOrder.Functions.Tests.Domain.Orders.OrderExamples;

namespace BuyOrder.Functions.Tests.Domain.Orders;

/// <summary>What must hold of wallet and chain before anything is reserved or signed, at the edges.</summary>
public sealed class WalletRulesTests
{
    private static readonly TreasuryState Used = new TreasuryState().TakeNonce(Wallet, 4);

    [Fact]
    public void Unknown_address_adopts_a_nonce_only_when_all_of_it_is_final()
    {
        Assert.Null(PreTradeChecks.CheckNonce(new TreasuryState(), Wallet, Facts(atHead: 9, atFinal: 9)));
        Assert.Equal(9, PreTradeChecks.NextNonce(new TreasuryState(), Wallet, Facts(atHead: 9, atFinal: 9)));

        var refusal = PreTradeChecks.CheckNonce(new TreasuryState(), Wallet, Facts(atHead: 9, atFinal: 8));

        Assert.Equal(ReasonCode.ChainUnavailable, refusal?.Reason);
        Assert.Contains($"nonce 9 of {Wallet}, of which 8 is final", refusal!.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(5, null, "")]
    [InlineData(6, "foreign_nonce", "seen 6 transactions")]
    [InlineData(4, "chain_unavailable", "show 4 transactions")]
    public void Nonce_must_be_the_one_that_the_order_store_expects(long atHead, string? reason, string says)
    {
        Assert.Equal(5, PreTradeChecks.NextNonce(Used, Wallet, Facts(atHead: atHead, atFinal: 1)));

        var refusal = PreTradeChecks.CheckNonce(Used, Wallet, Facts(atHead: atHead, atFinal: 1));

        Assert.Equal(reason, refusal?.Reason.ToString());
        Assert.Contains(says, refusal?.Detail ?? "", StringComparison.Ordinal);
        Assert.Contains(reason is null ? "" : "knows of 5", refusal?.Detail ?? "", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, 0xb, true)]
    [InlineData(0xa, null, true)]
    [InlineData(0xa, 0xa, true)]
    [InlineData(0xa, 0xb, false)]
    public void Chain_is_the_one_that_the_first_order_pinned(int? pinned, int? seen, bool isRight)
    {
        var refusal = PreTradeChecks.CheckChain(new TreasuryState { GenesisHash = HashOrNull(pinned) }, Facts() with { GenesisHash = HashOrNull(seen) });

        Assert.Equal(isRight ? null : ReasonCode.ChainMismatch, refusal?.Reason);
        Assert.Equal(isRight ? null : $"The chain starts with block {Hash(0xb)}, the order store knows the one that starts with {Hash(0xa)}.", refusal?.Detail);
    }

    [Theory]
    [InlineData(null, "0x1=b", true)]
    [InlineData("0x1=a", null, true)]
    [InlineData("0x1=a 0x2=c 0x3=e", "0x1=a 0x2=c 0x3=e", true)]
    [InlineData("0x1=a 0x2=c 0x3=e", "0x1=b 0x2=c 0x3=f", false)]
    public void Contracts_are_those_that_were_accepted(string? pinned, string? seen, bool isRight)
    {
        var refusal = PreTradeChecks.CheckContracts(new TreasuryState { Contracts = pinned }, Facts() with { Contracts = seen });

        Assert.Equal(isRight ? null : ReasonCode.ContractChanged, refusal?.Reason);
        Assert.Equal(isRight ? null : "The code at 0x1, 0x3 is not what was accepted: an operator must look at it.", refusal?.Detail);
    }

    [Fact]
    public void Clock_may_be_off_by_the_limit_either_way_and_not_by_more()
    {
        var skew = Limits.MaxClockSkew;

        Assert.Null(PreTradeChecks.CheckClock(Facts(), Noon + skew, Limits));
        Assert.Null(PreTradeChecks.CheckClock(Facts(), Noon - skew, Limits));
        Assert.Equal(ReasonCode.ClockSkew, PreTradeChecks.CheckClock(Facts(), Noon + skew + TimeSpan.FromTicks(1), Limits)?.Reason);
        var behind = PreTradeChecks.CheckClock(Facts(), Noon - skew - TimeSpan.FromSeconds(1), Limits);
        Assert.Equal("The newest block is of 2026-11-22 12:00:00Z, the host's clock shows 2026-11-22 09:59:59Z; they may differ by 02:00:00.", behind?.Detail);
    }

    [Fact]
    public void Wallet_must_hold_the_spend_and_gas_for_the_worst_case_to_the_unit()
    {
        var fee = new FeeOffer(100, 2);
        var gas = 100 * PreTradeChecks.WorstCaseGas;

        Assert.Null(PreTradeChecks.CheckFunds(1_000, fee, Facts() with { StablecoinBalance = 1_000, NativeBalanceWei = gas }, reserveUnits: 0));
        var poor = PreTradeChecks.CheckFunds(1_000, fee, Facts() with { StablecoinBalance = 999, NativeBalanceWei = gas }, reserveUnits: 0);
        var dry = PreTradeChecks.CheckFunds(1_000, fee, Facts() with { StablecoinBalance = 1_000, NativeBalanceWei = gas - 1 }, reserveUnits: 0);

        Assert.Equal((ReasonCode.InsufficientFunds, "The wallet holds 999 stablecoin units, the order needs 1000."), (poor!.Reason, poor.Detail));
        Assert.Equal((ReasonCode.InsufficientFunds, "The wallet holds 59999999 wei for gas, the worst case needs 60000000."), (dry!.Reason, dry.Detail));
    }

    private static Hash256? HashOrNull(int? number) => number is { } some ? Hash(some) : null;

    private static PreTradeFacts Facts(long atHead = 5, long atFinal = 5) => new()
    {
        Head = 100,
        HeadTime = Noon,
        BaseFeeWei = 10,
        SuggestedTipWei = 1,
        NonceAtHead = atHead,
        NonceAtFinal = atFinal,
        NativeBalanceWei = BigInteger.Zero,
        StablecoinBalance = BigInteger.Zero,
        Allowance = BigInteger.Zero,
        Quote = null,
        MarketFault = null,
    };
}
