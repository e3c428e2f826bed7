using System.Numerics;
using BuyOrder.Domain;
using BuyOrder.Domain.Allocation;
using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Checks;
using BuyOrder.Domain.Market;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Parameters;
using BuyOrder.Domain.Prices;
using BuyOrder.Domain.Revenue;
using BuyOrder.Domain.Treasury;
using BuyOrder.Ledger;
using BuyOrder.Orders.Chain;
using BuyOrder.Orders.Engine.Watching;
using BuyOrder.Orders.Market;
using BuyOrder.Orders.Parameters;
using BuyOrder.Orders.Prices;
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
    MarketRoute route,
    PriceSourceOptions prices,
    EngineLimits patience,
    RestoredBackupCheck oldCopy,
    WalletAdoption adoption,
    KeyRotation rotation,
    TimeProvider time)
{
    private readonly RunLimits bounds = new(book, ledger.BusinessZone);

    public async Task<RunAssessment> AssessAsync(RunRequest request, CancellationToken cancellation)
    {
        try
        {
            return await AssessFittingAsync(request, cancellation);
        }
        catch (LedgerFaultException broken)
        {
            return new RunAssessment.Contradicted(OrderSnapshot.Unknown, broken.Fault);
        }
    }

    private async Task<RunAssessment> AssessFittingAsync(RunRequest request, CancellationToken cancellation)
    {
        var loadedBook = store.LoadAsync(cancellation);
        var loadedParameters = parameters.CurrentAsync(cancellation);
        var loadedTotals = verifications.CheckAsync(ledger, cancellation);
        var loadedBound = request.OrderId is { } id ? book.FindAsync(id, cancellation) : Task.FromResult<OrderRecord?>(null);
        await Task.WhenAll(loadedBook, loadedParameters, loadedTotals, loadedBound);

        var open = await loadedBook;
        if (await loadedBound is { } bound)
            return new RunAssessment.Answered(OfBoundId(request, bound));

        var version = await parameters.NoOlderAsync(await loadedParameters, open.State.ParametersVersion, cancellation);
        var assessed = await AssessAsync(request, open, version, await loadedTotals, cancellation);
        return assessed is RunAssessment.Declined declined ? declined with { InForce = version } : assessed;
    }

    private async Task<RunAssessment> AssessAsync(
        RunRequest request, OrderSnapshot open, ParametersVersion version, VerifiedHeads heads, CancellationToken cancellation)
    {
        if (RecordedFloor.Check(open.Record!, heads.Newest?.Record) is { } cutOff)
            return new RunAssessment.Contradicted(open, cutOff);
        var limits = prices.Bounded(request.Under ?? version.Parameters);
        var refusal = RegardlessOfRevenue(open, heads);
        if (heads.Totals is not { } totals)
            return new RunAssessment.Refused(open, new RunResult.Refused(refusal!) { Open = OpenOrder(open) });

        if (refusal is null && RecordedFloor.Check(open.Record!, totals, version) is { } less)
            return new RunAssessment.Contradicted(open, less);
        var consumed = open.Record!.Sums.ConsumedBase;
        var available = totals.Total - consumed;
        var decision = AllocationRule.Decide(available, limits.RateBps, limits.Minimum, limits.Maximum);
        var figures = new RunFigures(totals.Total, consumed, available, decision.Allocation, decision.Spend);
        refusal ??= await ImplausibleAsync(open, limits, totals, cancellation);
        if (refusal is null && decision.BelowMinimum)
            refusal = PreTradeChecks.BelowMinimum(ReasonCode.BelowMinimum, decision, decision.Spend, limits);
        if (refusal is not null)
            return new RunAssessment.Refused(open, new RunResult.Refused(refusal) { Figures = figures, Open = OpenOrder(open) });

        // The order will be of this very moment, so that it counts under the day whose limit it was held to.
        var now = time.GetUtcNow();
        var (windows, limited) = await bounds.ApplyAsync(open, decision, limits, now, cancellation);
        var run = new RunContext(request, open, version with { Parameters = limits }, totals, decision, figures with { Spend = limited.Spend }, windows, now);
        return limited.Reached is { } reached ? run.Refuse(ReasonCode.LimitReached, reached) : await AtTheMarketAsync(run, cancellation);
    }

    private static RunResult OfBoundId(RunRequest request, OrderRecord bound) =>
        bound.Order.Note == request.Note ? new RunResult.PlacedBefore(bound) : new RunResult.KeyReused(bound);

    private static OrderRecord? OpenOrder(OrderSnapshot open) => open.Order is null ? null : new OrderRecord(open.Order, open.AttemptList);

    private static Refusal? RegardlessOfRevenue(OrderSnapshot open, VerifiedHeads heads)
    {
        if (open.State.IsPaused)
            return new Refusal(ReasonCode.Paused, "Buying is paused.");
        if (!open.State.UndoneOrders.IsEmpty)
        {
            return new Refusal(
                ReasonCode.PurchaseUndone,
                $"Order {open.State.UndoneOrders[0]} was completed, but its purchase is not on the chain any more: an operator must resolve it.");
        }

        if (open.Job is { } job)
            return new Refusal(ReasonCode.AlreadyActive, $"{job.Title} is {(job.IsUnknown ? "unknown" : "open")}: one at a time.");
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
        try
        {
            var key = await signer.CurrentKeyAsync(cancellation);
            return await chain.OpenMarketAsync(cancellation) switch
            {
                MarketOpening.Open { Terms.Units: var units } => await AtTheMarketAsync(run, key, units, cancellation),
                MarketOpening.Closed closed => run.Refuse(ReasonCode.MarketUnavailable, closed.Detail),
                var other => throw new InvalidOperationException($"{other} is no opening."),
            };
        }
        catch (ChainUnavailableException error)
        {
            return run.Refuse(ReasonCode.ChainUnavailable, error.Message);
        }
        catch (ChainMismatchException error)
        {
            return run.Refuse(ReasonCode.ChainMismatch, error.Message);
        }
        catch (SignerUnavailableException error)
        {
            return run.Refuse(ReasonCode.SignerUnavailable, error.Message);
        }
    }

    private async Task<RunAssessment> AtTheMarketAsync(RunContext run, SigningKey key, TokenUnits units, CancellationToken cancellation)
    {
        var facts = await chain.ReadAsync(
            key.Wallet, new MarketQuestion(units.ToStablecoin(run.Figures.Spend), MaySize: true), run.Book.State, cancellation);
        if (PreTradeChecks.CheckNonce(run.Book.State, key.Wallet, facts) is { } nonce)
            return await OfNonceAsync(run, nonce, key.Wallet, cancellation);
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
            Rotation = await rotation.CheckAsync(run.Book.State, key.Wallet, cancellation),
        };
        return Judged(run, key, await BestAsync(ask, cancellation));
    }

    /// <summary>The best market in which the whole purchase works when it is tried: one that takes no purchase keeps no other from its turn.</summary>
    private async Task<BestMarketDecision> BestAsync(PreTradeQuestion ask, CancellationToken cancellation)
    {
        var tried = new Dictionary<string, PreTradeTrials>();
        while (true)
        {
            var best = BestMarket.Decide(ask, tried);
            if (best.Verdict is not PreTradeVerdict.Passed { Trade: var trade } || tried.ContainsKey(best.Market))
                return best;
            tried[best.Market] = new PreTradeTrials(await ProbeAsync(best, trade, cancellation), null);
        }
    }

    /// <summary>A nonce that runs ahead may be a stranger's, or our own in a store that was restored from an old copy.</summary>
    private async Task<RunAssessment> OfNonceAsync(RunContext run, Refusal nonce, Address wallet, CancellationToken cancellation)
    {
        if (nonce.Reason != ReasonCode.ForeignNonce)
            return run.Refuse(nonce);
        var missing = await oldCopy.FindAsync(wallet, run.Book.State, cancellation);
        return missing.Purchases.Count == 0
            ? run.Refuse(nonce)
            : new RunAssessment.Outdated(run.Book, new RunResult.Refused(RestoredBackupCheck.Refuse(missing)) { Figures = run.Figures }, missing);
    }

    /// <summary>What an order promises must be possible as a whole before any revenue is taken for it.</summary>
    private Task<Refusal?> ProbeAsync(BestMarketDecision best, Trade trade, CancellationToken cancellation) => probe.TryAsync(
        new ProbedPurchase(
            chain.Markets.Find(best.Market)!,
            best.Asked.Wallet,
            route.Recipient,
            trade.Quote.AmountIn,
            trade.MinimumOut,
            SwapTerms.Deadline(best.Asked.Facts.HeadTime, time.GetUtcNow()),
            best.Asked.Facts.HeadHash),
        cancellation);

    private RunAssessment Judged(RunContext run, SigningKey key, BestMarketDecision best)
    {
        switch (best.Verdict)
        {
            case PreTradeVerdict.Refused { Refusal: var refusal, Trade: null }:
                return run.Refuse(refusal, best.Asked.Reference);
            case PreTradeVerdict.Refused { Refusal: var refusal, Trade: { } trade }:
                return new RunAssessment.Refused(run.Book, new RunResult.Refused(refusal)
                {
                    Figures = run.Figures with { Spend = trade.Spend },
                    Quote = Quote(best, trade),
                    Prices = best.Asked.Reference.Kept,
                });
            case PreTradeVerdict.Passed { Trade: var trade, Detail: var detail }:
                var (figures, quote) = (run.Figures with { Spend = trade.Spend }, Quote(best, trade));
                if (run.Request.OrderId is not { } id)
                    return new RunAssessment.Answered(new RunResult.Previewed(figures, quote, detail) { Prices = best.Asked.Reference.Kept });
                var draft = Draft(id, run, figures, quote, trade.Quote.AmountIn, key) with { Prices = best.Asked.Reference.Kept };
                return new RunAssessment.Reserve(run.Book, draft, figures, run.Windows, best.Asked.Facts, detail, run.Version);
            default:
                throw new InvalidOperationException($"{best.Verdict} is no verdict.");
        }
    }

    private static OrderQuote Quote(BestMarketDecision best, Trade trade) => new(
        best.Market,
        trade.Quote.AmountOut,
        best.Asked.Units.PriceOf(trade.Quote.AmountIn, trade.Quote.AmountOut)!.Value,
        ((PriceDecision.Agreed)best.Asked.Reference).Price,
        trade.ImpactBps,
        trade.DeviationBps,
        best.Asked.Facts.Head)
    {
        AtMid = trade.Quote.AtMid,
        Choice = best.Choice,
    };

    private Order Draft(string id, RunContext run, RunFigures figures, OrderQuote quote, BigInteger spendUnits, SigningKey key) => new()
    {
        Id = id,
        Trigger = run.Request.Trigger,
        RequestedBy = run.Request.RequestedBy,
        Note = run.Request.Note,
        CreatedAt = run.Now,
        Day = run.Windows.Day,
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
        Status = JobStatus.Pending,
        Phase = JobPhase.Reserved,
    };

    private sealed record RunContext(RunRequest Request, OrderSnapshot Book, ParametersVersion Version, LedgerTotals Totals, SpendDecision Allocation,
        RunFigures Figures, SpendWindows Windows, DateTimeOffset Now)
    {
        public RunAssessment.Refused Refuse(ReasonCode reason, string detail) => Refuse(new Refusal(reason, detail));

        public RunAssessment.Refused Refuse(Refusal refusal, PriceDecision? prices = null) =>
            new(Book, new RunResult.Refused(refusal) { Figures = Figures, Prices = prices?.Kept });
    }
}
