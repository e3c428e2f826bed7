using System.Globalization;
using System.Numerics;
using BuyOrder.Domain;
using BuyOrder.Domain.Allocation;
using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Fees;
using BuyOrder.Domain.Market;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Parameters;
using BuyOrder.Domain.Revenue;
using BuyOrder.Ledger;
using BuyOrder.Orders.Chain;
using BuyOrder.Orders.Engine.Watching;
using BuyOrder.Orders.Market;
using BuyOrder.Orders.Parameters;
using BuyOrder.Orders.Signing;
using BuyOrder.Orders.Store;
using BuyOrder.Orders.Verifying;
using BuyOrder.Storage.Verifying;

namespace BuyOrder.Orders.Engine.Runs;

/// <summary>Loads what a run needs and decides whether to buy, cheapest questions first. Writes nothing, sends nothing.</summary>
internal sealed class RunAssessor(
    OrderStore store,
    OrderQueries book,
    RevenueLedger ledger,
    VerificationLog verifications,
    ParameterStore parameters,
    PreTradeReader chain,
    PurchaseProbe probe,
    GuardedSigner signer,
    IMarket market,
    MarketRoute route,
    EngineLimits patience,
    RestoredBackupCheck oldCopy,
    WalletAdoption adoption,
    TimeProvider time)
{
    public async Task<RunAssessment> AssessAsync(RunRequest request, CancellationToken cancellation)
    {
        try
        {
            return await AssessFittingAsync(request, cancellation);
        }
        catch (LedgerFaultException broken)
        {
            return Of(broken.Fault, OrderSnapshot.Unknown);
        }
    }

    private static RunAssessment Of(LedgerFault fault, OrderSnapshot book) => new(ReasonCode.LedgerFault, fault.Told, book) { Fault = fault };

    private async Task<RunAssessment> AssessFittingAsync(RunRequest request, CancellationToken cancellation)
    {
        var loadedBook = store.LoadAsync(cancellation);
        var loadedParameters = parameters.CurrentAsync(cancellation);
        var loadedTotals = verifications.CheckAsync(ledger, cancellation);
        var loadedBound = request.OrderId is { } id ? book.FindAsync(id, cancellation) : Task.FromResult<OrderRecord?>(null);
        await Task.WhenAll(loadedBook, loadedParameters, loadedTotals, loadedBound);

        var open = await loadedBook;
        if (await loadedBound is { } bound)
            return OfBoundId(request, bound, open);

        var version = await loadedParameters;
        var heads = await loadedTotals;
        if (RecordedFloor.Check(open.Record!, heads.Record) is { } cutOff)
            return Of(cutOff, open);
        var limits = version.Parameters;
        var refusal = WhateverTheRevenue(open, limits, heads);
        if (heads.Totals is not { } totals)
            return new RunAssessment(refusal!.Reason, refusal.Detail, open) { Existing = OpenOrder(open) };

        if (refusal is null && RecordedFloor.Check(open.Record!, totals, version) is { } less)
            return Of(less, open);
        var consumed = open.Record!.Sums.ConsumedBase;
        var available = totals.Total - consumed;
        var decision = AllocationRule.Decide(available, limits.RateBps, limits.Minimum, limits.Maximum);
        var figures = new RunFigures(totals.Total, consumed, available, decision.Allocation, decision.Spend);
        refusal ??= await ImplausibleAsync(open, limits, totals, cancellation);
        if (refusal is null && decision.BelowMinimum)
            refusal = BelowMinimum(ReasonCode.BelowMinimum, decision.Spend, limits, decision);
        return refusal is null
            ? await AtTheMarketAsync(new RunContext(request, open, version, totals, figures), cancellation)
            : new RunAssessment(refusal.Reason, refusal.Detail, open) { Figures = figures, Existing = OpenOrder(open) };
    }

    private static RunAssessment OfBoundId(RunRequest request, OrderRecord bound, OrderSnapshot open) =>
        bound.Order.Note == request.Note
            ? new RunAssessment(ReasonCode.Ordered, "This id was asked for before: this is its order as it is now.", open) { Existing = bound }
            : new RunAssessment(RunResult.KeyReused, $"Order {bound.Order.Id} was asked for with other content.", open) { Existing = bound };

    private static OrderRecord? OpenOrder(OrderSnapshot open) => open.Order is null ? null : new OrderRecord(open.Order, open.AttemptList);

    private static Refusal? WhateverTheRevenue(OrderSnapshot open, BusinessParameters limits, VerifiedHeads heads)
    {
        if (limits.Paused)
            return new Refusal(ReasonCode.Paused, "Buying is paused.");
        if (!open.State.UndoneOrders.IsEmpty)
        {
            return new Refusal(
                ReasonCode.PurchaseUndone,
                $"Order {open.State.UndoneOrders[0]} was completed, but its purchase is not on the chain any more: an operator must resolve it.");
        }

        if (open.Order is { } order)
            return new Refusal(ReasonCode.AlreadyActive, $"Order {order.Id} is {(order.IsUnknown ? "unknown" : "open")}: one at a time.");
        return heads.Holds ? null : new Refusal(ReasonCode.LedgerFault, heads.Faults[0]);
    }

    /// <summary>Revenue beyond a limit stops buying until an operator has confirmed it. Everything it needs was read with the rest.</summary>
    private async Task<Refusal?> ImplausibleAsync(OrderSnapshot open, BusinessParameters limits, LedgerTotals totals, CancellationToken cancellation)
    {
        var state = open.State;
        var detail = RevenuePace.CheckRefunds(totals.RefundsBeyond, state.Confirmed);
        if (detail is null && limits.Plausibility.MaxRevenuePerDay is { } perDay)
        {
            // Books from before orders were remembered so, and those whose newest order has failed, are asked for it.
            var since = state.NewestCounting ?? await book.NewestCountingAsync(cancellation);
            detail = RevenuePace.CheckPace(totals.Total, since, state.ScheduleFrom, state.Confirmed, perDay, time.GetUtcNow());
        }
        return detail is null ? null : new Refusal(ReasonCode.ImplausibleRevenue, detail);
    }

    private static Refusal BelowMinimum(ReasonCode reason, Zar spend, BusinessParameters limits, SpendDecision decision) => new(
        reason,
        $"{decision.Available} ZAR of revenue are available: {Percent(limits.RateBps)} of it is {decision.Allocation} ZAR, "
        + $"to be spent {spend} ZAR; the minimum is {limits.Minimum} ZAR.");

    private async Task<RunAssessment> AtTheMarketAsync(RunContext run, CancellationToken cancellation)
    {
        var refused = new RunAssessment(ReasonCode.ChainUnavailable, null, run.Book) { Figures = run.Figures };
        try
        {
            var key = await signer.CurrentKeyAsync(cancellation);
            var opening = await chain.OpenMarketAsync(cancellation);
            if (opening.Terms is not { Units: var units })
                return refused with { Outcome = ReasonCode.MarketUnavailable, Detail = opening.Detail };
            var facts = await chain.ReadAsync(
                key.Wallet, units.ToStablecoin(run.Figures.Spend), run.Book.State, cancellation);
            if (WalletRules.CheckNonce(run.Book.State, key.Wallet, facts) is { } nonce)
                return await OfNonceAsync(refused with { Outcome = nonce.Reason, Detail = nonce.Detail }, key.Wallet, cancellation);
            if (await adoption.CheckAsync(run.Book.State, key.Wallet, facts, cancellation) is { } stranger)
                return refused with { Outcome = stranger.Reason, Detail = stranger.Detail };
            if (Identity(run.Book.State, facts) is { } mismatch)
                return refused with { Outcome = mismatch.Reason, Detail = mismatch.Detail };
            if (facts.Quote is null)
                return refused with { Outcome = ReasonCode.MarketUnavailable, Detail = facts.MarketFault };
            var (priced, minimumOut) = Priced(run, key, units, facts);
            return priced.Outcome == ReasonCode.Ordered ? await ProbedAsync(priced, key.Wallet, units, minimumOut, cancellation) : priced;
        }
        catch (ChainUnavailableException error)
        {
            return refused with { Detail = error.Message };
        }
        catch (ChainMismatchException error)
        {
            return refused with { Outcome = ReasonCode.ChainMismatch, Detail = error.Message };
        }
        catch (SignerUnavailableException error)
        {
            return refused with { Outcome = ReasonCode.SignerUnavailable, Detail = error.Message };
        }
    }

    private Refusal? Identity(TreasuryState state, PreTradeFacts facts) =>
        WalletRules.CheckChain(state, facts) ?? WalletRules.CheckContracts(state, facts) ?? WalletRules.CheckClock(facts, time.GetUtcNow(), patience);

    /// <summary>A nonce that runs ahead may be a stranger's, or our own in a store that was restored from an old copy.</summary>
    private async Task<RunAssessment> OfNonceAsync(RunAssessment refused, Address wallet, CancellationToken cancellation)
    {
        if (refused.Outcome != ReasonCode.ForeignNonce)
            return refused;
        var missing = await oldCopy.FindAsync(wallet, refused.Book.State, cancellation);
        if (missing.Purchases.Count == 0)
            return refused;
        var old = RestoredBackupCheck.Refuse(missing);
        return refused with { Outcome = old.Reason, Detail = old.Detail, Missing = missing };
    }

    /// <summary>What an order promises must be possible as a whole before any revenue is taken for it.</summary>
    private async Task<RunAssessment> ProbedAsync(
        RunAssessment priced, Address wallet, TokenUnits units, BigInteger minimumOut, CancellationToken cancellation)
    {
        var facts = priced.Facts!;
        var refused = await probe.TryAsync(
            wallet,
            route.Recipient,
            units.ToStablecoin(priced.Figures!.Spend),
            minimumOut,
            SwapTerms.Deadline(facts.HeadTime, time.GetUtcNow()),
            facts.HeadHash,
            cancellation);
        return refused is null ? priced : priced with { Outcome = refused.Reason, Detail = refused.Detail, Draft = null };
    }

    /// <summary>With the least that must arrive.</summary>
    private (RunAssessment Assessment, BigInteger MinimumOut) Priced(RunContext run, SigningKey key, TokenUnits units, PreTradeFacts facts)
    {
        var limits = run.Version.Parameters;
        var refused = new RunAssessment(ReasonCode.ChainUnavailable, null, run.Book) { Figures = run.Figures };
        var fee = FeePolicy.Offer(facts.BaseFeeWei, facts.SuggestedTipWei, limits.MaxFeePerGasWei, limits.MaxPriorityFeePerGasWei);
        var verdict = MarketGuards.Size(run.Figures.Spend, facts.Quote!, units, limits.ReferencePrice, GuardMapping.Limits(limits), facts.BaseFeeWei);
        if (!verdict.IsAccepted)
            return (refused with { Outcome = GuardMapping.Reason(verdict.Outcome), Detail = verdict.Message }, 0);
        if (fee is null)
            return (refused with { Outcome = ReasonCode.FeeTooHigh, Detail = WalletRules.FeeText(facts, limits) }, 0);

        var figures = run.Figures with { Spend = verdict.Spend };
        var quote = GuardMapping.Quote(market.Name, verdict, units, limits.ReferencePrice, facts.Head);
        refused = refused with { Figures = figures, Quote = quote };
        if (verdict.Spend < limits.Minimum)
        {
            var decision = new SpendDecision(run.Figures.AvailableRevenue, run.Figures.Allocation, verdict.Spend, BelowMinimum: true);
            var small = BelowMinimum(ReasonCode.PriceImpact, verdict.Spend, limits, decision);
            return (refused with { Outcome = small.Reason, Detail = small.Detail }, 0);
        }

        if (WalletRules.CheckFunds(units.ToStablecoin(verdict.Spend), fee, facts) is { } poor)
            return (refused with { Outcome = poor.Reason, Detail = poor.Detail }, 0);
        var draft = run.Request.OrderId is null ? null : Draft(run, figures, quote, units.ToStablecoin(verdict.Spend), key);
        var ordered = new RunAssessment(ReasonCode.Ordered, verdict.Message, run.Book) { Draft = draft, Figures = figures, Quote = quote, Facts = facts };
        return (ordered, verdict.MinimumOut);
    }

    private Order Draft(RunContext run, RunFigures figures, OrderQuote quote, BigInteger spendUnits, SigningKey key) => new()
    {
        Id = run.Request.OrderId!,
        Trigger = run.Request.Trigger,
        RequestedBy = run.Request.RequestedBy,
        Note = run.Request.Note,
        CreatedAt = time.GetUtcNow(),
        RevenueBase = AllocationRule.BaseOf(figures.Spend, run.Version.Parameters.RateBps),
        Allocation = figures.Allocation,
        Spend = figures.Spend,
        SpendUnits = spendUnits,
        RateBps = run.Version.Parameters.RateBps,
        ParametersVersion = run.Version.Version,
        ParametersHash = run.Version.Hash,
        LedgerRoot = run.Totals.LedgerRoot.ToString(),
        RevenueTotal = run.Totals.Total,
        CutOff = [.. run.Totals.Shards.Select(shard => shard.Entries)],
        Revenue = run.Totals.Breakdown,
        Quote = quote,
        Wallet = WalletRules.Key(key.Wallet),
        KeyId = key.KeyId,
        Recipient = route.Recipient.ToString(),
        Status = OrderStatus.Pending,
        Phase = OrderPhase.Reserved,
    };

    private static string Percent(int bps) => string.Create(CultureInfo.InvariantCulture, $"{bps / 100}.{bps % 100:00} %");

    private sealed record RunContext(RunRequest Request, OrderSnapshot Book, ParametersVersion Version, LedgerTotals Totals, RunFigures Figures);
}
