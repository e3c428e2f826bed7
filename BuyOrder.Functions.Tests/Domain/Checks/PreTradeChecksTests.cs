using System.Collections.Immutable;
using System.Numerics;
using BuyOrder.Domain;
using BuyOrder.Domain.Allocation;
using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Checks;
using BuyOrder.Domain.Fees;
using BuyOrder.Domain.Market;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Parameters;
using BuyOrder.Domain.Prices;
using BuyOrder.Domain.Treasury;
using BuyOrder.Functions.Tests.Domain.Prices;
using static BuyOrder.Functions.Tests.Domain.Orders.OrderExamples;

namespace BuyOrder.Functions.Tests.Domain.Checks;

/// <summary>Which guard speaks first when several would refuse.</summary>
public sealed class PreTradeChecksTests
{
    private static readonly Address Market = Address.Zero;

    private static readonly BigInteger Whole = BigInteger.Pow(10, 18);
    private static readonly TokenUnits Units = new(18, 18);
    private static readonly Zar Spend = new(10_000_00);
    private static readonly Pool[] Pools = [new(1_000_000_000 * Whole, 20_000_000 * Whole)];

    private static readonly ReservesQuote Fair = new(
        Units.ToStablecoin(Spend), ConstantProduct.AmountOut(Units.ToStablecoin(Spend), Pools), Pools);

    /// <summary>In order: what is said, by words that only this guard says, and what puts it right.</summary>
    private static readonly (string Reason, string Says, Func<PreTradeQuestion, PreTradeQuestion> Mend)[] Precedence =
    [
        ("foreign_nonce", "seen 6 transactions", ask => Seeing(ask, facts => facts with { NonceAtHead = 5 })),
        ("store_outdated", "bought before", ask => ask with { Adoption = null }),
        ("chain_mismatch", $"starts with block {Hash(0xb)}", ask => Seeing(ask, facts => facts with { GenesisHash = Hash(0xa) })),
        ("contract_changed", "code at 0x1", ask => Seeing(ask, facts => facts with { Contracts = "0x1=a" })),
        ("clock_skew", "host's clock", ask => ask with { Now = Noon }),
        ("price_unavailable", "0 of 1 price sources", ask => Seeing(ask, facts => facts with { Prices = PoolAt("40.00") })),
        ("market_unavailable", "no quote today", ask => Seeing(ask, facts => facts with { Quote = Fair with { AmountOut = Fair.AmountOut + 1 } })),
        ("market_unavailable", "its pools give", ask => Seeing(ask, facts => facts with { Quote = Fair })),
        ("price_impact", "fee alone", ask => Under(ask, limits => limits with { ImpactBps = 100 })),
        ("price_rejected", "above the reference 40.00", ask => Seeing(ask, facts => facts with { Prices = PoolAt("50.00") })),
        ("fee_too_high", "gwei per gas", ask => Seeing(ask, facts => facts with { BaseFeeWei = 100 })),
        ("fee_too_high", "and a tip", ask => Seeing(ask, facts => facts with { BaseFeeWei = 10 })),
        ("price_impact", "the minimum is 20000.00 ZAR", ask => Under(ask, limits => limits with { Minimum = Spend })),
        ("price_unavailable", "independent of the pools", ask => Seeing(ask, facts => facts with { Prices = PoolAt("50.00") with { MaximumWithoutIndependent = Spend } })),
        ("insufficient_funds", "stablecoin units", ask => Seeing(ask, facts => facts with { StablecoinBalance = Fair.AmountIn })),
        ("insufficient_funds", "wei for gas", ask => Seeing(ask, facts => facts with { NativeBalanceWei = Whole })),
        ("allowance_mismatch", "though 10000000000000000000000 were approved", ask => ask with { Allowance = null }),
        ("simulation_unsupported", "whole", ask => ask with { Trials = ask.Trials! with { Purchase = null } }),
        ("simulation_failed", "transaction", ask => ask with { Trials = null }),
    ];

    [Fact]
    public void Reference_is_decided_once_and_anew_for_what_it_rests_on()
    {
        var ask = AllWrong();

        Assert.Same(ask.Reference, ask.Reference);
        Assert.Same(ask.Reference, (ask with { Spend = new Zar(1) }).Reference);
        Assert.Equal(Price.Parse("40"), Agreed(Seeing(ask, facts => facts with { Prices = PoolAt("40.00") })));
        Assert.Equal(Price.Parse("2"), Agreed(Under(ask, rules => rules with { Prices = PriceRules.FixedAlone, ReferencePrice = Price.Parse("2") })));
        var dated = Sources.Facts(Sources.Told("pool", "40.00", age: Sources.Now - Noon, goodFor: TimeSpan.FromHours(1)));
        var stale = Seeing(ask, facts => facts with { Prices = dated });
        Assert.IsType<PriceDecision.Refused>(stale.Reference);
        Assert.Equal(Price.Parse("40"), Agreed(stale with { Now = Noon }));
    }

    [Fact]
    public void First_guard_that_refuses_decides_and_all_must_be_right()
    {
        var ask = AllWrong();
        foreach (var (reason, says, mend) in Precedence)
        {
            var refused = Assert.IsType<PreTradeVerdict.Refused>(PreTradeChecks.Check(ask)).Refusal;
            Assert.Equal(reason, refused.Reason.ToString());
            Assert.Contains(says, refused.Detail, StringComparison.Ordinal);
            ask = mend(ask);
        }

        Assert.Equal(Spend, Assert.IsType<PreTradeVerdict.Passed>(PreTradeChecks.Check(ask)).Trade.Spend);
    }

    [Fact]
    public void Nonce_and_funds_of_an_order_that_is_only_replaced_are_not_asked_about_again()
    {
        var right = Precedence.Aggregate(AllWrong(), (ask, guard) => guard.Mend(ask));
        var replaced = Seeing(right, facts => facts with { NonceAtHead = 4, StablecoinBalance = 0 });

        Assert.IsType<PreTradeVerdict.Refused>(PreTradeChecks.Check(replaced with { Moment = PreTradeMoment.Sign }));
        Assert.IsType<PreTradeVerdict.Passed>(PreTradeChecks.Check(replaced with { Moment = PreTradeMoment.Replace }));
    }

    [Fact]
    public void Purchase_is_made_smaller_only_before_it_is_reserved()
    {
        var thin = new ReservesQuote(Fair.AmountIn, ConstantProduct.AmountOut(Fair.AmountIn, Thin), Thin);
        var right = Seeing(Precedence.Aggregate(AllWrong(), (ask, guard) => guard.Mend(ask)), facts => facts with { Quote = thin });
        right = Under(right, limits => limits with { Minimum = new Zar(1) });

        Assert.Equal(new Zar(709_19), Assert.IsType<PreTradeVerdict.Passed>(PreTradeChecks.Check(right)).Trade.Spend);
        var refused = Assert.IsType<PreTradeVerdict.Refused>(PreTradeChecks.Check(right with { Moment = PreTradeMoment.Sign }));
        Assert.Equal(ReasonCode.PriceImpact, refused.Refusal.Reason);
    }

    [Fact]
    public void Wallet_keeps_its_reserve_to_the_unit()
    {
        var right = Under(Precedence.Aggregate(AllWrong(), (ask, guard) => guard.Mend(ask)), rules => rules with
        {
            Limits = rules.Limits with { WalletReserve = new Zar(1) },
        });
        var reserve = Units.ToStablecoin(new Zar(1));

        Assert.IsType<PreTradeVerdict.Passed>(PreTradeChecks.Check(Holding(Fair.AmountIn + reserve)));
        var refused = Assert.IsType<PreTradeVerdict.Refused>(PreTradeChecks.Check(Holding(Fair.AmountIn + reserve - 1))).Refusal;
        Assert.Equal(ReasonCode.InsufficientFunds, refused.Reason);
        Assert.EndsWith($"needs {Fair.AmountIn} and the wallet must keep {reserve}.", refused.Detail, StringComparison.Ordinal);

        PreTradeQuestion Holding(BigInteger units) => Seeing(right, facts => facts with { StablecoinBalance = units });
    }

    [Fact]
    public void Deviation_of_the_limit_itself_is_let_through()
    {
        var right = Precedence.Aggregate(AllWrong(), (ask, guard) => guard.Mend(ask));
        var trade = Assert.IsType<PreTradeVerdict.Passed>(PreTradeChecks.Check(right)).Trade;
        var deviation = Math.Abs(trade.DeviationBps);

        Assert.IsType<PreTradeVerdict.Passed>(PreTradeChecks.Check(Under(right, rules => rules with { DeviationBps = deviation })));
        var refused = Assert.IsType<PreTradeVerdict.Refused>(PreTradeChecks.Check(Under(right, rules => rules with { DeviationBps = deviation - 1 })));
        Assert.Equal(ReasonCode.PriceRejected, refused.Refusal.Reason);
    }

    [Fact]
    public void Purchase_that_passes_comes_with_its_fee_and_the_price_that_it_was_judged_by()
    {
        var passed = Assert.IsType<PreTradeVerdict.Passed>(PreTradeChecks.Check(Precedence.Aggregate(AllWrong(), (ask, guard) => guard.Mend(ask))));

        Assert.Equal(new FeeOffer(21, 1), passed.Fee);
        Assert.Equal(Price.Parse("50"), passed.Reference.Price);
    }

    /// <summary>The trial of another approval says less than that the ones before had no effect.</summary>
    [Fact]
    public void Approval_that_had_no_effect_is_told_with_why_another_would_not_help()
    {
        var right = Precedence.Aggregate(AllWrong(), (ask, guard) => guard.Mend(ask));
        var failed = new PreTradeTrials(null, new Refusal(ReasonCode.SimulationFailed, "The transaction reverts."));
        var stopped = new PreTradeTrials(null, new Refusal(ReasonCode.ChainUnavailable, "No node tried it."));

        Assert.Equal(
            new Refusal(
                ReasonCode.AllowanceMismatch,
                $"The allowance of {Market} is 1 units though 0 were approved. Another approval would not help: The transaction reverts."),
            Refused(Approving(AttemptKind.Reset, minutesAgo: 60), failed));
        Assert.Equal(
            $"The allowance of {Market} is 1 units though {Fair.AmountIn} were approved.",
            Refused(Approving(AttemptKind.Approve, minutesAgo: 59), failed).Detail);
        Assert.Same(failed.Refusal, Refused(Approving(AttemptKind.Approve), failed));
        Assert.Same(stopped.Refusal, Refused(Approving(AttemptKind.Approve, minutesAgo: 60), stopped));

        static PreTradeAllowance Approving(AttemptKind kind, params int[] minutesAgo) => new(
            new AllowanceStep(kind, Market),
            [.. minutesAgo.Select(ago => Attempt(kind, 4, state: AttemptState.Succeeded) with { CreatedAt = Noon.AddMinutes(-ago) })]);

        Refusal Refused(PreTradeAllowance allowance, PreTradeTrials trials) =>
            Assert.IsType<PreTradeVerdict.Refused>(PreTradeChecks.Check(right with { Allowance = allowance, Trials = trials })).Refusal;
    }

    [Fact]
    public void Fee_that_cannot_be_raised_is_told_by_what_is_in_the_way()
    {
        Assert.Equal(
            "A replacement must offer an eighth more than 90 wei per gas; allowed are 100.",
            PreTradeChecks.FeeTooHigh(CheckExamples.Facts with { BaseFeeWei = 10 }, CheckExamples.Parameters, 90).Detail);
        Assert.Equal(
            "The network asks 101 wei per gas and a tip; allowed are 100 together.",
            PreTradeChecks.FeeTooHigh(CheckExamples.Facts, CheckExamples.Parameters, 90).Detail);
        Assert.Equal(
            "The network asks 10 wei per gas and a tip; allowed are 100 together.",
            PreTradeChecks.FeeTooHigh(CheckExamples.Facts with { BaseFeeWei = 10 }, CheckExamples.Parameters).Detail);
    }

    [Fact]
    public void Market_that_does_not_say_why_it_has_no_quote_is_told_so_and_a_quote_for_another_amount_is_a_fault_of_the_caller()
    {
        var right = Precedence.Aggregate(AllWrong(), (ask, guard) => guard.Mend(ask));
        var silent = Assert.IsType<PreTradeVerdict.Refused>(PreTradeChecks.Check(Seeing(right, facts => facts with { Quote = null, MarketFault = null })));

        Assert.Equal(new Refusal(ReasonCode.MarketUnavailable, "The market gives no quote."), silent.Refusal);
        Assert.Null(silent.Trade);
        Assert.StartsWith(
            $"The quote is for {Fair.AmountIn} units, not for 1.00 ZAR.",
            Assert.Throws<ArgumentException>(() => PreTradeChecks.Check(right with { Spend = new Zar(100) })).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => PreTradeChecks.Check(right with { Spend = Zar.Zero }));
    }

    private static Price Agreed(PreTradeQuestion ask) => Assert.IsType<PriceDecision.Agreed>(ask.Reference).Price;

    /// <summary>The only source that is switched on is a pool on the way.</summary>
    private static PriceFacts PoolAt(string price) => Sources.Facts(Sources.Told("pool", price, age: Sources.Now - Noon) with { IsIndependent = false }) with
    {
        MaximumWithoutIndependent = new Zar(Spend.Cents - 1),
    };

    private static Pool[] Thin => [new(100_000 * Whole, 2_000 * Whole)];

    private static PreTradeQuestion Seeing(PreTradeQuestion ask, Func<PreTradeFacts, PreTradeFacts> change) => ask with { Facts = change(ask.Facts) };

    private static PreTradeQuestion Under(PreTradeQuestion ask, Func<BusinessParameters, BusinessParameters> change) =>
        ask with { Parameters = change(ask.Parameters) };

    private static PreTradeQuestion AllWrong()
    {
        return new PreTradeQuestion
        {
            Moment = PreTradeMoment.Reserve,
            State = new TreasuryState { GenesisHash = Hash(0xa), Contracts = "0x1=a" }.TakeNonce(Wallet, 4),
            Wallet = Wallet,
            Facts = CheckExamples.Facts with
            {
                Allowance = 1,
                Allowances = ImmutableSortedDictionary<Address, BigInteger>.Empty.Add(Market, 1),
                MarketFault = "no quote today",
                Contracts = "0x1=b",
            },
            Units = Units,
            Spend = Spend,
            Parameters = CheckExamples.Parameters,
            Limits = Limits,
            Now = Noon.AddHours(3),
            Allocation = new SpendDecision(new Zar(100_000_00), Spend, Spend, BelowMinimum: false),
            Adoption = new Refusal(ReasonCode.StoreOutdated, "The wallet has bought before."),
            Allowance = new PreTradeAllowance(
                new AllowanceStep(AttemptKind.Approve, Market), [Attempt(AttemptKind.Approve, 4, state: AttemptState.Succeeded)]),
            Trials = new PreTradeTrials(
                new Refusal(ReasonCode.SimulationUnsupported, "The purchase as a whole cannot be tried."),
                new Refusal(ReasonCode.SimulationFailed, "The transaction reverts.")),
        };
    }
}
