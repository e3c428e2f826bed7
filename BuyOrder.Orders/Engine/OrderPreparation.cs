using System.Numerics;
using BuyOrder.Domain;
using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Fees;
using BuyOrder.Domain.Market;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Parameters;
using BuyOrder.Ethereum.Rpc;
using BuyOrder.Orders.Chain;
using BuyOrder.Orders.Engine.Runs;
using BuyOrder.Orders.Market;
using BuyOrder.Orders.Store;

namespace BuyOrder.Orders.Engine;

/// <summary>
/// Makes the next signed transaction of an order, in memory: guards on fresh data, simulation, fees, signature. Nothing leaves the process
/// here, so losing the result costs nothing.
/// </summary>
internal sealed class OrderPreparation(
    PreTradeReader chain, Simulator simulator, PurchaseProbe probe, OrderTransactions transactions, AttemptSigning signing, IMarket market,
    EngineLimits patience, TimeProvider time)
{
    /// <summary>The transaction that comes next: what the allowances ask for, else the swap.</summary>
    /// <exception cref="ChainUnavailableException">The nodes cannot tell what is needed.</exception>
    public async Task<PreparedAttempt> PrepareAsync(OrderSnapshot book, BusinessParameters limits, CancellationToken cancellation)
    {
        var order = book.Order!;
        var wallet = Address.Parse(order.Wallet);
        var opening = await chain.OpenMarketAsync(cancellation);
        var facts = await chain.ReadAsync(wallet, order.SpendUnits, book.State, cancellation);
        if (opening.Terms is not { Units: var units })
            return new PreparedAttempt(null, new Refusal(ReasonCode.MarketUnavailable, opening.Detail), facts);
        if (Check(book, order, wallet, units, facts, limits, out var verdict, out var fee) is { } refusal)
            return new PreparedAttempt(null, refusal, facts);

        var step = AllowanceStep.Next(facts.Allowances, market.Spender.ToString(), order.SpendUnits);
        var before = step is null ? [] : OrderTransactions.Same(step, order, book.AttemptList);
        if (AllowanceStep.MustWait(before, time.GetUtcNow(), patience))
            return new PreparedAttempt(null, Ineffective(step!, order, facts), facts);

        var swap = transactions.Purchase(order, verdict!.MinimumOut, units, limits, facts);
        var content = step is null ? swap : transactions.Of(step, order, book.State);
        var trial = simulator.TryAsync(wallet, content.Call, BlockTag.Pending, book.State.HighWaterBlock, cancellation);
        var whole = ProbeAsync(order, swap, facts, cancellation);
        await Task.WhenAll(trial, whole);
        var (gas, failed) = await trial;
        if ((await whole ?? failed) is { } refused)
        {
            // Why it stands still is that the last approval had no effect; that another would not help either is a part of it.
            var isSame = before.Count > 0 && refused.Reason == ReasonCode.SimulationFailed;
            return new PreparedAttempt(null, isSame ? Ineffective(step!, order, facts, refused.Detail) : refused, facts);
        }

        var nonce = WalletRules.NextNonce(book.State, wallet, facts);
        return await signing.SignAsync(book, content, nonce, gas, fee!, limits, limits.MaxPriorityFeePerGasWei, facts, cancellation);
    }

    /// <summary>
    /// Another attempt at the same nonce with higher fees: the same again, but a swap on fresh terms, or a cancel in its place when the guards
    /// refuse those.
    /// </summary>
    /// <exception cref="ChainUnavailableException">The nodes cannot tell what is needed.</exception>
    public async Task<PreparedAttempt> ReplaceAsync(OrderSnapshot book, Attempt old, BusinessParameters limits, CancellationToken cancellation)
    {
        var wallet = Address.Parse(book.Order!.Wallet);
        var opening = await chain.OpenMarketAsync(cancellation);
        var facts = await chain.ReadAsync(wallet, book.Order.SpendUnits, book.State, cancellation);
        if (Raise(old, facts, limits) is not { } fee)
            return new PreparedAttempt(null, new Refusal(ReasonCode.FeeTooHigh, WalletRules.FeeText(facts, limits)), facts);

        var content = old.Kind switch
        {
            AttemptKind.Approve => transactions.Approval(book.Order),
            AttemptKind.Reset => transactions.Reset(old, book.State),
            AttemptKind.Swap when opening.Terms is { Units: var units } && Requote(book, units, facts, limits) is { } swap => swap,
            _ => OrderTransactions.Cancel(wallet),
        };

        // The pending block may hold the attempt that is to be replaced.
        var (gas, failed) = await TryAsync(book, content, facts, cancellation);
        if (failed?.Reason == ReasonCode.SimulationFailed && content.Kind == AttemptKind.Swap)
        {
            content = OrderTransactions.Cancel(wallet);
            (gas, failed) = await TryAsync(book, content, facts, cancellation);
        }

        // A replacement must raise the tip too, so only the whole fee's cap bounds it.
        return failed is not null
            ? new PreparedAttempt(null, failed, facts)
            : await signing.SignAsync(book, content, old.Nonce, gas, fee, limits, limits.MaxFeePerGasWei, facts, cancellation);
    }

    private async Task<(long Gas, Refusal? Refusal)> TryAsync(
        OrderSnapshot book, TransactionContent content, PreTradeFacts facts, CancellationToken cancellation)
    {
        var trial = simulator.TryAsync(Address.Parse(book.Order!.Wallet), content.Call, BlockTag.Latest, book.State.HighWaterBlock, cancellation);
        var whole = content.Kind == AttemptKind.Swap ? ProbeAsync(book.Order, content, facts, cancellation) : Task.FromResult<Refusal?>(null);
        await Task.WhenAll(trial, whole);
        var (gas, failed) = await trial;
        return (gas, await whole ?? failed);
    }

    private Task<Refusal?> ProbeAsync(Order order, TransactionContent swap, PreTradeFacts facts, CancellationToken cancellation) => probe.TryAsync(
        Address.Parse(order.Wallet), Address.Parse(order.Recipient), order.SpendUnits, swap.MinimumOut, swap.Deadline!.Value, facts.HeadHash,
        cancellation);

    /// <summary>Bytes that no node may have seen need no raise where there is none below the cap.</summary>
    private static FeeOffer? Raise(Attempt old, PreTradeFacts facts, BusinessParameters limits)
    {
        if (FeePolicy.Offer(facts.BaseFeeWei, facts.SuggestedTipWei, limits.MaxFeePerGasWei, limits.MaxPriorityFeePerGasWei) is not { } current)
            return null;
        var raised = FeePolicy.Raise(new FeeOffer(old.MaxFeePerGasWei, old.MaxPriorityFeePerGasWei), current, limits.MaxFeePerGasWei);
        return raised ?? (old.State == AttemptState.Stored ? current : null);
    }

    /// <summary>The same spend on what the market offers now; null when the guards refuse that.</summary>
    private TransactionContent? Requote(OrderSnapshot book, TokenUnits units, PreTradeFacts facts, BusinessParameters limits)
    {
        var order = book.Order!;
        if (facts.Quote is null || Identity(book.State, facts) is not null)
            return null;
        var verdict = MarketGuards.Check(order.Spend, facts.Quote, units, limits.ReferencePrice, GuardMapping.Limits(limits), facts.BaseFeeWei);
        return verdict.IsAccepted ? transactions.Purchase(order, verdict.MinimumOut, units, limits, facts) : null;
    }

    private Refusal? Identity(TreasuryState state, PreTradeFacts facts) =>
        WalletRules.CheckChain(state, facts) ?? WalletRules.CheckContracts(state, facts) ?? WalletRules.CheckClock(facts, time.GetUtcNow(), patience);

    private Refusal? Check(
        OrderSnapshot book, Order order, Address wallet, TokenUnits units, PreTradeFacts facts, BusinessParameters limits,
        out GuardVerdict? verdict, out FeeOffer? fee)
    {
        verdict = null;
        fee = FeePolicy.Offer(facts.BaseFeeWei, facts.SuggestedTipWei, limits.MaxFeePerGasWei, limits.MaxPriorityFeePerGasWei);
        if (WalletRules.CheckNonce(book.State, wallet, facts) is { } nonce)
            return nonce;
        if (Identity(book.State, facts) is { } mismatch)
            return mismatch;
        if (facts.Quote is null)
            return new Refusal(ReasonCode.MarketUnavailable, facts.MarketFault ?? "The market gives no quote.");
        verdict = MarketGuards.Check(order.Spend, facts.Quote, units, limits.ReferencePrice, GuardMapping.Limits(limits), facts.BaseFeeWei);
        if (!verdict.IsAccepted)
            return new Refusal(GuardMapping.Reason(verdict.Outcome), verdict.Message);
        return fee is null
            ? new Refusal(ReasonCode.FeeTooHigh, WalletRules.FeeText(facts, limits))
            : WalletRules.CheckFunds(order.SpendUnits, fee, facts);
    }

    private static Refusal Ineffective(AllowanceStep step, Order order, PreTradeFacts facts, string? detail = null)
    {
        var wanted = step.Kind == AttemptKind.Approve ? order.SpendUnits : BigInteger.Zero;
        var more = detail is null ? "" : $" Another approval would not help: {detail}";
        return new Refusal(
            ReasonCode.AllowanceMismatch,
            $"The allowance of {step.Spender} is {facts.Allowances[step.Spender]} units though {wanted} were approved.{more}");
    }
}
