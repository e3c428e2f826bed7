using BuyOrder.Domain;
using BuyOrder.Domain.Checks;
using BuyOrder.Domain.Fees;
using BuyOrder.Domain.Market;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Parameters;
using BuyOrder.Ethereum.Rpc;
using BuyOrder.Orders.Chain;
using BuyOrder.Orders.Market;
using BuyOrder.Orders.Store;

namespace BuyOrder.Orders.Engine;

/// <summary>
/// Makes the next signed transaction of an order, in memory: guards on fresh data, simulation, fees, signature. Nothing leaves the process
/// here, so losing the result costs nothing.
/// </summary>
internal sealed class OrderPreparation(
    PreTradeReader chain, Simulator simulator, PurchaseProbe probe, OrderTransactions transactions, AttemptSigning signing,
    EngineLimits patience, TimeProvider time)
{
    /// <summary>The transaction that comes next: what the allowances ask for, else the swap.</summary>
    /// <exception cref="ChainUnavailableException">The nodes cannot tell what is needed.</exception>
    public async Task<PreparedAttempt> PrepareAsync(OrderSnapshot book, BusinessParameters limits, CancellationToken cancellation)
    {
        var order = book.Order!;
        var wallet = order.Wallet;
        var opening = await chain.OpenMarketAsync(cancellation);
        var facts = await chain.ReadAsync(wallet, Question(order), book.State, cancellation);
        if (opening is MarketOpening.Closed closed)
            return new PreparedAttempt.Refused(new Refusal(ReasonCode.MarketUnavailable, closed.Detail), facts);
        if (transactions.FindMarketOf(order) is not { } market)
        {
            return new PreparedAttempt.Refused(
                new Refusal(ReasonCode.MarketUnavailable, $"The order is bought at {order.Quote.Market}, which the settings do not name."), facts);
        }

        var units = ((MarketOpening.Open)opening).Terms.Units;
        var step = AllowanceStep.Next(facts.Allowances, market.Spender, order.SpendUnits);
        var ask = Question(PreTradeMoment.Sign, book, units, facts, limits) with
        {
            Allowance = step is null ? null : new PreTradeAllowance(step, OrderTransactions.Same(step, order, book.AttemptList)),
        };
        var verdict = PreTradeChecks.Check(ask);
        if (verdict is PreTradeVerdict.Refused early)
            return new PreparedAttempt.Refused(early.Refusal, facts);

        var passed = (PreTradeVerdict.Passed)verdict;
        var swap = transactions.Purchase(order, passed, units, limits, facts);
        var content = step is null ? swap : transactions.Of(step, order, book.State);
        var trial = simulator.TryAsync(wallet, content.Call, BlockTag.Pending, book.State.HighWaterBlock, cancellation);
        var whole = ProbeAsync(order, swap, facts, cancellation);
        await Task.WhenAll(trial, whole);
        var (gas, failed) = await trial;
        if (PreTradeChecks.Check(ask with { Trials = new PreTradeTrials(await whole, failed) }) is PreTradeVerdict.Refused tried)
            return new PreparedAttempt.Refused(tried.Refusal, facts);

        var nonce = PreTradeChecks.NextNonce(book.State, wallet, facts);
        var offer = new TransactionOffer(nonce, gas, passed.Fee, limits.MaxFeePerGasWei, limits.MaxPriorityFeePerGasWei);
        return await signing.SignAsync(book, content, offer, facts, cancellation);
    }

    /// <summary>
    /// Another attempt at the same nonce with higher fees: the same again, but a swap on fresh terms, or a cancel in its place when the guards
    /// refuse those.
    /// </summary>
    /// <exception cref="ChainUnavailableException">The nodes cannot tell what is needed.</exception>
    public async Task<PreparedAttempt> ReplaceAsync(OrderSnapshot book, Attempt old, BusinessParameters limits, CancellationToken cancellation)
    {
        var wallet = book.Order!.Wallet;
        var opening = await chain.OpenMarketAsync(cancellation);
        var facts = await chain.ReadAsync(wallet, Question(book.Order), book.State, cancellation);
        if (Raise(old, facts, limits) is not { } fee)
            return new PreparedAttempt.Refused(PreTradeChecks.FeeTooHigh(facts, limits, old.MaxFeePerGasWei), facts);

        var (again, refusal) = old.Kind == AttemptKind.Swap && opening is MarketOpening.Open { Terms.Units: var units }
            ? Requote(book, units, facts, limits)
            : default;

        // A price that is not there just now says nothing against the swap: it waits as it is, and a cancel would use up one of the order's tries.
        if (refusal?.Reason == ReasonCode.PriceUnavailable || refusal?.Reason == ReasonCode.SequencerDown)
            return new PreparedAttempt.Refused(refusal, facts);
        var content = old.Kind switch
        {
            AttemptKind.Approve when transactions.FindMarketOf(book.Order) is not null => transactions.Approval(book.Order),
            AttemptKind.Reset => transactions.Reset(old, book.State),
            _ => again ?? OrderTransactions.Cancel(wallet),
        };

        // The pending block may hold the attempt that is to be replaced.
        var (gas, failed) = await TryAsync(book, content, facts, cancellation);
        if (failed?.Reason == ReasonCode.SimulationFailed && content.Kind == AttemptKind.Swap)
        {
            content = OrderTransactions.Cancel(wallet);
            (gas, failed) = await TryAsync(book, content, facts, cancellation);
        }

        return await ReplaceAsync(book, new Replacement(old, content, gas, failed, fee), facts, limits, cancellation);
    }

    /// <summary>A cancel at the same nonce with higher fees. The market has no say in it.</summary>
    /// <param name="book">With the order.</param>
    /// <param name="old">The dearest attempt at the nonce.</param>
    /// <param name="isForgotten">A node does not have it any more: where it is at the cap itself, the node takes a cancel that offers less.</param>
    /// <param name="limits">With the fee caps in force.</param>
    /// <param name="cancellation">Ends the asking.</param>
    /// <exception cref="ChainUnavailableException">The nodes cannot tell what is needed.</exception>
    public async Task<PreparedAttempt> CancelAsync(
        OrderSnapshot book, Attempt old, bool isForgotten, BusinessParameters limits, CancellationToken cancellation)
    {
        var facts = await chain.ReadAsync(book.Job!.Wallet, amountIn: null, book.State, cancellation);
        var sameNonce = book.AttemptList.Where(attempt => attempt.Nonce == old.Nonce).ToList();
        var isUnseen = sameNonce.TrueForAll(attempt => attempt.State == AttemptState.Stored);
        var fee = Raise(isUnseen ? old : old with { State = AttemptState.Sent }, facts, limits);
        if (fee is null && isForgotten)
        {
            var cancel = sameNonce.FindLast(attempt => attempt.Kind == AttemptKind.Cancel);
            fee = cancel is null ? PreTradeChecks.Offer(facts, limits) : Raise(cancel with { State = AttemptState.Sent }, facts, limits);
        }

        if (fee is null)
            return new PreparedAttempt.Refused(PreTradeChecks.FeeTooHigh(facts, limits, old.MaxFeePerGasWei), facts);

        var content = OrderTransactions.Cancel(book.Job.Wallet);
        var (gas, failed) = await TryAsync(book, content, facts, cancellation);
        return await ReplaceAsync(book, new Replacement(old, content, gas, failed, fee), facts, limits, cancellation);
    }

    private async Task<PreparedAttempt> ReplaceAsync(
        OrderSnapshot book, Replacement next, PreTradeFacts facts, BusinessParameters limits, CancellationToken cancellation)
    {
        if (next.Failed is not null)
            return new PreparedAttempt.Refused(next.Failed, facts);

        // A replacement must raise the tip too, so only the whole fee's cap bounds it.
        var offer = new TransactionOffer(next.Old.Nonce, next.Gas, next.Fee, limits.MaxFeePerGasWei, limits.MaxFeePerGasWei);
        return await signing.SignAsync(book, next.Content, offer, facts, cancellation);
    }

    private async Task<(long Gas, Refusal? Refusal)> TryAsync(
        OrderSnapshot book, TransactionContent content, PreTradeFacts facts, CancellationToken cancellation)
    {
        var trial = simulator.TryAsync(book.Job!.Wallet, content.Call, BlockTag.Latest, book.State.HighWaterBlock, cancellation);
        var whole = content.Kind == AttemptKind.Swap ? ProbeAsync(book.Order!, content, facts, cancellation) : Task.FromResult<Refusal?>(null);
        await Task.WhenAll(trial, whole);
        var (gas, failed) = await trial;
        return (gas, new PreTradeTrials(await whole, failed).Refusal);
    }

    private Task<Refusal?> ProbeAsync(Order order, TransactionContent swap, PreTradeFacts facts, CancellationToken cancellation) => probe.TryAsync(
        new ProbedPurchase(
            transactions.FindMarketOf(order)!, order.Wallet, order.Recipient, order.SpendUnits, swap.MinimumOut, swap.Deadline!.Value, facts.HeadHash),
        cancellation);

    /// <summary>The order's own market, and no less than its spend.</summary>
    private static MarketQuestion Question(Order order) => new(order.SpendUnits, order.Quote.Market);

    /// <summary>Bytes that no node may have seen need no raise where there is none below the cap.</summary>
    public static FeeOffer? Raise(Attempt old, PreTradeFacts facts, BusinessParameters limits)
    {
        if (PreTradeChecks.Offer(facts, limits) is not { } current)
            return null;
        var raised = FeePolicy.Raise(new FeeOffer(old.MaxFeePerGasWei, old.MaxPriorityFeePerGasWei), current, limits.MaxFeePerGasWei);
        return raised ?? (old.State == AttemptState.Stored ? current : null);
    }

    /// <summary>The same spend on what the market offers now, or why the guards refuse that.</summary>
    private (TransactionContent? Swap, Refusal? Refusal) Requote(OrderSnapshot book, TokenUnits units, PreTradeFacts facts, BusinessParameters limits) =>
        PreTradeChecks.Check(Question(PreTradeMoment.Replace, book, units, facts, limits)) switch
        {
            PreTradeVerdict.Passed passed => (transactions.Purchase(book.Order!, passed, units, limits, facts), null),
            PreTradeVerdict.Refused refused => (null, refused.Refusal),
            var other => throw new InvalidOperationException($"{other} is no verdict."),
        };

    private PreTradeQuestion Question(
        PreTradeMoment moment, OrderSnapshot book, TokenUnits units, PreTradeFacts facts, BusinessParameters limits)
    {
        return new PreTradeQuestion
        {
            Moment = moment,
            State = book.State,
            Wallet = book.Order!.Wallet,
            Facts = facts,
            Units = units,
            Spend = book.Order.Spend,
            Parameters = limits,
            Limits = patience,
            Now = time.GetUtcNow(),
        };
    }

    /// <summary>What takes the place of an attempt.</summary>
    /// <param name="Old">At whose nonce.</param>
    /// <param name="Content">What it is to do.</param>
    /// <param name="Gas">That it needs.</param>
    /// <param name="Failed">Why its trial failed; null when it did not.</param>
    /// <param name="Fee">What it offers.</param>
    private sealed record Replacement(Attempt Old, TransactionContent Content, long Gas, Refusal? Failed, FeeOffer Fee);
}
