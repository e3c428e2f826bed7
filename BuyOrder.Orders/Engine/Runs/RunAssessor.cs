using System.Numerics;
using BuyOrder.Domain;
using BuyOrder.Domain.Allocation;
using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Market;
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
        if (RecordedFloor.Check(open.Record!, heads.Newest?.Record) is { } cutOff)
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
            refusal = PreTradeChecks.BelowMinimum(ReasonCode.BelowMinimum, decision, decision.Spend, limits);
        return refusal is null
            ? await AtTheMarketAsync(new RunContext(request, open, version, totals, decision, figures), cancellation)
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
            detail = RevenuePace.CheckPace(new RevenueGrowth(totals.Total, time.GetUtcNow(), since, state.ScheduleFrom), state.Confirmed, perDay);
        }
        return detail is null ? null : new Refusal(ReasonCode.ImplausibleRevenue, detail);
    }

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
            if (PreTradeChecks.CheckNonce(run.Book.State, key.Wallet, facts) is { } nonce)
                return await OfNonceAsync(refused with { Outcome = nonce.Reason, Detail = nonce.Detail }, key.Wallet, cancellation);
            var ask = new PreTradeQuestion
            {
                Moment = PreTradeMoment.Reserve,
                State = run.Book.State,
                Wallet = key.Wallet,
                Facts = facts,
                Units = units,
                Spend = run.Figures.Spend,
                Parameters = run.Version.Parameters,
                Limits = patience,
                Now = time.GetUtcNow(),
                Allocation = run.Allocation,
                Adoption = await adoption.CheckAsync(run.Book.State, key.Wallet, facts, cancellation),
            };
            var verdict = PreTradeChecks.Check(ask);
            if (verdict is PreTradeVerdict.Passed { Trade: var trade })
                verdict = PreTradeChecks.Check(ask with { Trials = new PreTradeTrials(await ProbeAsync(ask, trade, cancellation), null) });
            return Judged(run, key, ask, verdict);
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
    private Task<Refusal?> ProbeAsync(PreTradeQuestion ask, Trade trade, CancellationToken cancellation) => probe.TryAsync(
        new ProbedPurchase(
            ask.Wallet,
            route.Recipient,
            ask.Units.ToStablecoin(trade.Spend),
            trade.MinimumOut,
            SwapTerms.Deadline(ask.Facts.HeadTime, time.GetUtcNow()),
            ask.Facts.HeadHash),
        cancellation);

    private RunAssessment Judged(RunContext run, SigningKey key, PreTradeQuestion ask, PreTradeVerdict verdict)
    {
        switch (verdict)
        {
            case PreTradeVerdict.Refused { Refusal: var refusal, Trade: null }:
                return new RunAssessment(refusal.Reason, refusal.Detail, run.Book) { Figures = run.Figures };
            case PreTradeVerdict.Refused { Refusal: var refusal, Trade: { } trade }:
                return new RunAssessment(refusal.Reason, refusal.Detail, run.Book)
                {
                    Figures = run.Figures with { Spend = trade.Spend },
                    Quote = Quote(ask, trade),
                };
            case PreTradeVerdict.Passed { Trade: var trade, Detail: var detail }:
                var (figures, quote) = (run.Figures with { Spend = trade.Spend }, Quote(ask, trade));
                return new RunAssessment(ReasonCode.Ordered, detail, run.Book)
                {
                    Draft = run.Request.OrderId is null ? null : Draft(run, figures, quote, ask.Units.ToStablecoin(trade.Spend), key),
                    Figures = figures,
                    Quote = quote,
                    Facts = ask.Facts,
                };
            default:
                throw new InvalidOperationException($"{verdict} is no verdict.");
        }
    }

    private OrderQuote Quote(PreTradeQuestion ask, Trade trade) => new(
        market.Name,
        trade.Quote.AmountOut,
        ask.Units.PriceOf(trade.Quote.AmountIn, trade.Quote.AmountOut)!.Value,
        ask.Parameters.ReferencePrice,
        trade.ImpactBps,
        trade.DeviationBps,
        ask.Facts.Head);

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
        Wallet = key.Wallet,
        KeyId = key.KeyId,
        Recipient = route.Recipient,
        Status = OrderStatus.Pending,
        Phase = OrderPhase.Reserved,
    };

    private sealed record RunContext(RunRequest Request, OrderSnapshot Book, ParametersVersion Version, LedgerTotals Totals, SpendDecision Allocation,
        RunFigures Figures);
}

/// <summary>What a run found and decided: an order to reserve, or the reason for none. Nothing has been written yet.</summary>
internal sealed record RunAssessment(ReasonCode Outcome, string? Detail, OrderSnapshot Book)
{
    /// <summary>The order to reserve; null when nothing is to be bought.</summary>
    public Order? Draft { get; init; }

    /// <summary>The order that the id is bound to already, or the open one.</summary>
    public OrderRecord? Existing { get; init; }

    public RunFigures? Figures { get; init; }

    public OrderQuote? Quote { get; init; }

    public PreTradeFacts? Facts { get; init; }

    /// <summary>Purchases that the book should know and does not; null when it was not looked for or nothing is missing.</summary>
    public MissingPurchases? Missing { get; init; }

    /// <summary>Which stored rows contradict each other; null when none were found to.</summary>
    public LedgerFault? Fault { get; init; }

    public RunResult Result(OrderRecord? order = null) => new(Outcome, Detail, order ?? Existing, Figures, Quote)
    {
        IsReplay = Outcome == ReasonCode.Ordered && Draft is null && Existing is not null,
    };
}
