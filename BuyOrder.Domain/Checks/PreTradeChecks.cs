using System.Globalization;
using System.Numerics;
using BuyOrder.Domain.Allocation;
using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Fees;
using BuyOrder.Domain.Market;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Parameters;
using BuyOrder.Domain.Prices;
using BuyOrder.Domain.Treasury;

namespace BuyOrder.Domain.Checks;

/// <summary>
/// Every guard of a purchase, the same before an order is reserved and, on fresh data, before anything is signed. A new guard is one more
/// method, named in one of the lists.
/// </summary>
public static class PreTradeChecks
{
    /// <summary>Gas for the worst case of one order: the allowance and a swap over one hop.</summary>
    public const long WorstCaseGas = 600_000;

    /// <summary>In the order in which they count: the first that refuses decides. No trade is needed for these.</summary>
    private static readonly Func<PreTradeQuestion, Refusal?>[] BeforeTheTrade =
    [
        ask => ask.Moment == PreTradeMoment.Replace ? null : CheckNonce(ask.State, ask.Wallet, ask.Facts),
        ask => ask.Adoption,
        ask => ask.Rotation,
        ask => CheckChain(ask.State, ask.Facts),
        ask => CheckContracts(ask.State, ask.Facts),
        ask => CheckClock(ask.Facts, ask.Now, ask.Limits),
        ask => (ask.Reference as PriceDecision.Refused)?.Refusal,
        CheckQuote,
    ];

    /// <summary>Whether the market takes the trade.</summary>
    private static readonly Func<PreTradeQuestion, Trade, Refusal?>[] OfTheMarket =
    [
        CheckImpact,
        CheckDeviation,
        CheckNetworkFee,
        (ask, _) => Offer(ask.Facts, ask.Parameters) is null ? FeeTooHigh(ask.Facts, ask.Parameters) : null,
    ];

    /// <summary>Whether the order is worth it, paid for, and works.</summary>
    private static readonly Func<PreTradeQuestion, Trade, Refusal?>[] OfTheOrder =
    [
        CheckMinimum,
        CheckIndependence,
        (ask, trade) => ask.Moment == PreTradeMoment.Replace
            ? null
            : CheckFunds(
                ask.Units.ToStablecoin(trade.Spend), Offer(ask.Facts, ask.Parameters)!, ask.Facts, ReserveOf(ask.Parameters, ask.Units)),
        CheckAllowance,
        CheckTrials,
    ];

    public static PreTradeVerdict Check(PreTradeQuestion ask)
    {
        if (First(BeforeTheTrade, guard => guard(ask)) is { } early)
            return new PreTradeVerdict.Refused(early);
        if (TradeOf(ask) is not { } trade)
            return new PreTradeVerdict.Refused(NothingFits(ask));
        if (First(OfTheMarket, guard => guard(ask, trade)) is { } market)
            return new PreTradeVerdict.Refused(market);
        return First(OfTheOrder, guard => guard(ask, trade)) is { } order
            ? new PreTradeVerdict.Refused(order, trade)
            : new PreTradeVerdict.Passed(trade, Offer(ask.Facts, ask.Parameters)!, Accepted(ask, trade), Agreed(ask));
    }

    /// <summary>The nonce that a new transaction must have. An address that was never used here adopts the chain's.</summary>
    public static long NextNonce(TreasuryState state, Address wallet, PreTradeFacts facts) =>
        state.NextNonce.TryGetValue(wallet, out var expected) ? expected : facts.NonceAtHead;

    public static Refusal? CheckNonce(TreasuryState state, Address wallet, PreTradeFacts facts)
    {
        if (!state.NextNonce.ContainsKey(wallet) && facts.NonceAtHead != facts.NonceAtFinal)
        {
            return new Refusal(
                ReasonCode.ChainUnavailable,
                $"The chain shows nonce {facts.NonceAtHead} of {wallet}, of which {facts.NonceAtFinal} is final: a nonce is adopted only once nothing can undo it.");
        }

        var expected = NextNonce(state, wallet, facts);
        return facts.NonceAtHead.CompareTo(expected) switch
        {
            > 0 => new Refusal(
                ReasonCode.ForeignNonce,
                $"The chain has seen {facts.NonceAtHead} transactions of {wallet}, the order store knows of {expected}: the key is used elsewhere as well."),
            < 0 => new Refusal(
                ReasonCode.ChainUnavailable,
                $"The nodes show {facts.NonceAtHead} transactions of {wallet}, the order store knows of {expected}: they lag or a block was undone."),
            _ => null,
        };
    }

    /// <summary>The first order pins the chain by the hash of its first block.</summary>
    public static Refusal? CheckChain(TreasuryState state, PreTradeFacts facts) =>
        state.GenesisHash is { } pinned && facts.GenesisHash is { } seen && pinned != seen
            ? new Refusal(ReasonCode.ChainMismatch, $"The chain starts with block {seen}, the order store knows the one that starts with {pinned}.")
            : null;

    /// <summary>Contracts that were accepted once must not change unnoticed.</summary>
    public static Refusal? CheckContracts(TreasuryState state, PreTradeFacts facts) =>
        state.Contracts is { } pinned && facts.Contracts is { } seen && ContractCode.Differences(pinned, seen) is { Count: > 0 } changed
            ? new Refusal(ReasonCode.ContractChanged, $"The code at {string.Join(", ", changed)} is not what was accepted: an operator must look at it.")
            : null;

    /// <summary>Slots go by the host's clock and deadlines by the chain's: the two must tell the same time.</summary>
    public static Refusal? CheckClock(PreTradeFacts facts, DateTimeOffset now, EngineLimits limits) =>
        (now - facts.HeadTime).Duration() > limits.MaxClockSkew
            ? new Refusal(
                ReasonCode.ClockSkew,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The newest block is of {facts.HeadTime:u}, the host's clock shows {now:u}; they may differ by {limits.MaxClockSkew}."))
            : null;

    /// <summary>Whether the wallet can pay for an order and its gas and keep its reserve. An order is never made smaller to fit.</summary>
    public static Refusal? CheckFunds(BigInteger spendUnits, FeeOffer fee, PreTradeFacts facts, BigInteger reserveUnits)
    {
        if (facts.StablecoinBalance < spendUnits + reserveUnits)
        {
            var kept = reserveUnits.IsZero ? "" : $" and the wallet must keep {Text(reserveUnits)}";
            return new Refusal(
                ReasonCode.InsufficientFunds,
                $"The wallet holds {Text(facts.StablecoinBalance)} stablecoin units, the order needs {Text(spendUnits)}{kept}.");
        }

        var gas = WorstCaseGas * fee.MaxFeePerGasWei;
        return facts.NativeBalanceWei < gas
            ? new Refusal(ReasonCode.InsufficientFunds, $"The wallet holds {Text(facts.NativeBalanceWei)} wei for gas, the worst case needs {Text(gas)}.")
            : null;
    }

    /// <summary>What the wallet must keep, in the stablecoin's smallest unit.</summary>
    public static BigInteger ReserveOf(BusinessParameters limits, TokenUnits units) => units.ToStablecoin(limits.Limits.WalletReserve ?? Zar.Zero);

    /// <summary>What a new transaction offers now; null when the cap does not pay for it.</summary>
    public static FeeOffer? Offer(PreTradeFacts facts, BusinessParameters limits) =>
        FeePolicy.Offer(facts.BaseFeeWei, facts.SuggestedTipWei, limits.MaxFeePerGasWei, limits.MaxPriorityFeePerGasWei);

    /// <param name="facts">With what the network asks.</param>
    /// <param name="limits">With the caps.</param>
    /// <param name="replacedWei">What the transaction offers per gas that is to be replaced; null for a new one.</param>
    public static Refusal FeeTooHigh(PreTradeFacts facts, BusinessParameters limits, BigInteger? replacedWei = null) => new(
        ReasonCode.FeeTooHigh,
        replacedWei is { } replaced && Offer(facts, limits) is not null
            ? $"A replacement must offer an eighth more than {Text(replaced)} wei per gas; allowed are {Text(limits.MaxFeePerGasWei)}."
            : $"The network asks {Text(facts.BaseFeeWei)} wei per gas and a tip; allowed are {Text(limits.MaxFeePerGasWei)} together.");

    /// <summary>Too little to be spent, for this reason.</summary>
    public static Refusal BelowMinimum(ReasonCode reason, SpendDecision allocation, Zar spend, BusinessParameters limits) => new(
        reason,
        $"{allocation.Available} ZAR of revenue are available: {BasisPoints.Format(limits.RateBps)} of it is {allocation.Allocation} ZAR, "
        + $"to be spent {spend} ZAR; the minimum is {limits.Minimum} ZAR.");

    /// <summary>There is no quote, or it contradicts its own pools: the market changed in between, or is another than the settings say.</summary>
    private static Refusal? CheckQuote(PreTradeQuestion ask)
    {
        if (ask.Facts.Quote is not { } quote)
            return new Refusal(ReasonCode.MarketUnavailable, ask.Facts.MarketFault ?? "The market gives no quote.");
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(ask.Spend.Cents);
        if (quote.AmountIn != ask.Units.ToStablecoin(ask.Spend))
            throw new ArgumentException($"The quote is for {quote.AmountIn} units, not for {ask.Spend} ZAR.", nameof(ask));
        if (quote.Fault is { } fault)
            return new Refusal(ReasonCode.MarketUnavailable, fault);
        return quote.BuysNothing ? new Refusal(ReasonCode.MarketUnavailable, $"{ask.Spend} ZAR buy less than one token unit") : null;
    }

    private static Refusal NothingFits(PreTradeQuestion ask)
    {
        var fee = ask.Facts.Quote!.FeeBps;
        var limit = ask.Parameters.ImpactBps;
        return new Refusal(
            ReasonCode.PriceImpact,
            limit < fee
                ? $"the pools' fee alone is {BasisPoints.Format(fee)}; allowed price impact, fee included, {BasisPoints.Format(limit)}"
                : $"no amount fits the allowed price impact of {BasisPoints.Format(limit)}");
    }

    private static Refusal? CheckImpact(PreTradeQuestion ask, Trade trade) => trade.ImpactBps <= ask.Parameters.ImpactBps
        ? null
        : new Refusal(
            ReasonCode.PriceImpact,
            $"price impact of {trade.Spend} ZAR is {BasisPoints.Format(trade.ImpactBps)}, fee included; "
            + $"allowed {BasisPoints.Format(ask.Parameters.ImpactBps)}");

    private static Refusal? CheckDeviation(PreTradeQuestion ask, Trade trade) => Math.Abs((long)trade.DeviationBps) <= ask.Parameters.DeviationBps
        ? null
        : new Refusal(ReasonCode.PriceRejected, $"{PriceText(ask, trade)}; allowed {BasisPoints.Format(ask.Parameters.DeviationBps)}");

    private static Refusal? CheckNetworkFee(PreTradeQuestion ask, Trade trade) => ask.Facts.BaseFeeWei <= ask.Parameters.MaxFeePerGasWei
        ? null
        : new Refusal(
            ReasonCode.FeeTooHigh,
            $"the network asks {Gwei(ask.Facts.BaseFeeWei)} gwei per gas; allowed {Gwei(ask.Parameters.MaxFeePerGasWei)}");

    private static Refusal? CheckMinimum(PreTradeQuestion ask, Trade trade) =>
        ask.Allocation is { } allocation && trade.Spend < ask.Parameters.Minimum
            ? BelowMinimum(ReasonCode.PriceImpact, allocation, trade.Spend, ask.Parameters)
            : null;

    /// <summary>A price that only the pools tell moves when an attacker moves the pools: a large purchase does not rest on it.</summary>
    private static Refusal? CheckIndependence(PreTradeQuestion ask, Trade trade) =>
        Agreed(ask).IsIndependent || ask.Facts.Prices.MaximumWithoutIndependent is not { } most || trade.Spend <= most
            ? null
            : new Refusal(
                ReasonCode.PriceUnavailable,
                $"No price source counts that is independent of the pools that are bought from: without one an order spends at most {most} ZAR, not {trade.Spend}.");

    /// <summary>After the guard of the reference price has passed.</summary>
    private static PriceDecision.Agreed Agreed(PreTradeQuestion ask) => (PriceDecision.Agreed)ask.Reference;

    private static Refusal? CheckAllowance(PreTradeQuestion ask, Trade trade) =>
        ask.Allowance is { } allowance && AllowanceStep.MustWait(allowance.Before, ask.Now, ask.Limits) ? Ineffective(ask, trade, allowance.Step) : null;

    private static Refusal? CheckTrials(PreTradeQuestion ask, Trade trade)
    {
        if (ask.Trials?.Refusal is not { } refused)
            return null;

        // The hold stays that of the approval without effect: it says more than that another approval fails too.
        return refused.Reason == ReasonCode.SimulationFailed && ask.Allowance is { Before.Count: > 0 } allowance
            ? Ineffective(ask, trade, allowance.Step, $" Another approval would not help: {refused.Detail}")
            : refused;
    }

    private static Refusal Ineffective(PreTradeQuestion ask, Trade trade, AllowanceStep step, string more = "")
    {
        var wanted = step.Kind == AttemptKind.Approve ? ask.Units.ToStablecoin(trade.Spend) : BigInteger.Zero;
        return new Refusal(
            ReasonCode.AllowanceMismatch,
            $"The allowance of {step.Spender} is {ask.Facts.Allowances[step.Spender]} units though {wanted} were approved.{more}");
    }

    private static Trade? TradeOf(PreTradeQuestion ask)
    {
        var (quote, reference, limits) = (ask.Facts.Quote!, Agreed(ask).Price, ask.Parameters.Guards);
        return ask.Moment == PreTradeMoment.Reserve
            ? Trade.Largest(quote, ask.Units, reference, limits)
            : Trade.Of(ask.Spend, quote, ask.Units, reference, limits);
    }

    private static Refusal? First<TGuard>(TGuard[] guards, Func<TGuard, Refusal?> ask) => guards.Select(ask).FirstOrDefault(refusal => refusal is not null);

    private static string Accepted(PreTradeQuestion ask, Trade trade) =>
        $"{PriceText(ask, trade)}, price impact {BasisPoints.Format(trade.ImpactBps)}";

    private static string PriceText(PreTradeQuestion ask, Trade trade)
    {
        var price = ask.Units.PriceOf(trade.Quote.AmountIn, trade.Quote.AmountOut)!.Value;
        return $"quote {price.ToShortString()} ZAR per AZR is {BasisPoints.Format(trade.DeviationBps)} "
            + $"{(trade.DeviationBps < 0 ? "below" : "above")} the reference {Agreed(ask).Price.ToShortString()}";
    }

    private static string Gwei(BigInteger wei) => string.Create(
        CultureInfo.InvariantCulture, $"{wei / 1_000_000_000}.{(long)(wei % 1_000_000_000):000000000}");

    private static string Text(BigInteger value) => value.ToString(CultureInfo.InvariantCulture);
}

/// <summary>What the guards say to a purchase.</summary>
public abstract record PreTradeVerdict
{
    private PreTradeVerdict()
    {
    }

    /// <summary>Nothing is in the way.</summary>
    /// <param name="Trade">The purchase, sized.</param>
    /// <param name="Fee">What its transaction offers for gas.</param>
    /// <param name="Detail">One sentence with the price.</param>
    /// <param name="Reference">What the price sources agree on.</param>
    public sealed record Passed(Trade Trade, FeeOffer Fee, string Detail, PriceDecision.Agreed Reference) : PreTradeVerdict;

    /// <summary>It must not be made.</summary>
    /// <param name="Refusal">Which guard, and its figures.</param>
    /// <param name="Trade">The purchase where the market takes it and another guard refuses; null otherwise.</param>
    public sealed record Refused(Refusal Refusal, Trade? Trade = null) : PreTradeVerdict;
}
