using System.Numerics;
using BuyOrder.Domain;
using BuyOrder.Domain.Checks;
using BuyOrder.Domain.Market;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Parameters;
using BuyOrder.Domain.Prices;
using BuyOrder.Domain.Treasury;
using BuyOrder.Functions.Hosting;
using BuyOrder.Functions.Http.Responses;
using BuyOrder.Ledger;
using BuyOrder.Ledger.Rejected;
using BuyOrder.Orders.Chain;
using BuyOrder.Orders.Engine;
using BuyOrder.Orders.Market;
using BuyOrder.Orders.Parameters;
using BuyOrder.Orders.Signals;
using BuyOrder.Orders.Signing;
using BuyOrder.Orders.Store;
using BuyOrder.Orders.Verifying;
using BuyOrder.Storage.Verifying;

namespace BuyOrder.Functions.Http;

/// <summary>
/// Gathers what <see cref="HealthFunctions.GetHealthDetails"/> tells; each part within a time of its own, so that one that hangs does not hide the rest.
/// </summary>
internal sealed class HealthReport(
    StorageProbe storage,
    RevenueLedger ledger,
    RejectedRevenue rejected,
    VerificationLog verifications,
    OrderStore store,
    OrderQueries orders,
    ParameterStore parameters,
    GuardedSigner signer,
    RunRates rates,
    WalletOptions walletOptions,
    PreTradeReader chain,
    NodeFaults nodes,
    PurchaseProbe probe,
    MarketRoute route,
    ChainOptions options,
    TimeProvider time)
{
    private static readonly TimeSpan ChainPatience = TimeSpan.FromSeconds(5);

    /// <summary>The market is asked for a quote along with the rest; it needs an amount.</summary>
    private static readonly Zar LeastAsked = new(1);

    public async Task<HealthDetailsResponse> ReadAsync(CancellationToken cancellation)
    {
        if (!await storage.IsUpAsync(cancellation))
        {
            return new HealthDetailsResponse(
                HealthResponse.Down,
                HealthResponse.Down,
                NoChain,
                null,
                null,
                null,
                ["The storage cannot be reached, or the start is not done."]);
        }

        List<string> contradictions = [];
        var book = await FittingAsync(store.LoadAsync, contradictions, cancellation);
        var state = (book ?? OrderSnapshot.Unknown).State;
        var version = await FittingAsync(parameters.CurrentAsync, contradictions, cancellation);
        var rules = version?.Parameters;
        var heads = await verifications.CheckAsync(ledger, cancellation);
        var verified = heads.Newest;
        var next = heads.Totals is { } totals && rules is not null
            ? WalletShortage.Next(totals.Total - state.ConsumedBase, rules, state, time.GetUtcNow())
            : Zar.Zero;
        List<string> faults =
        [
            .. contradictions,
            .. state.UndoneOrders.Select(
                id => $"Order {id} was completed, but its purchase is not on the chain any more: an operator must resolve it."),
            .. heads.Faults,
        ];
        Add(faults, HealthFaults.OfPause(state.Pause));
        var openOrder = await OpenOrderAsync(state, cancellation);
        Add(faults, openOrder is null ? null : HealthFaults.OfOrder(openOrder.Id, openOrder.Held, openOrder.Unknown));
        Add(faults, book?.Task is { } task ? HealthFaults.OfTask(task.Id, HoldResponse.Of(task, book.AttemptList)) : null);
        Add(faults, version is null ? null : HealthFaults.OfSchedule(state, version, time.GetUtcNow()));
        Add(faults, HealthFaults.OfVerification(verified, state.ScheduleFrom, time.GetUtcNow()));
        var (chainPart, wallet, prices) = rules is null ? (NoChain, null, null) : await ReadChainAsync(state, rules, next, faults, cancellation);
        var troubles = nodes.Current();
        faults.AddRange(troubles.Select(node => node.Reason).Where(reason => !faults.Exists(told => told.Contains(reason, StringComparison.Ordinal))));
        return new HealthDetailsResponse(
            faults.Count == 0 ? HealthResponse.Up : HealthResponse.Degraded,
            HealthResponse.Up,
            chainPart with { Nodes = HealthDetailsResponse.NodePart.Of(troubles) },
            wallet,
            openOrder,
            await RejectedAsync(cancellation),
            faults)
        {
            PriceSources = PriceSourceResponse.Of(prices),
            Pause = book is null ? null : PauseResponse.Of(state.Pause),
            Ledger = verified is null
                ? null
                : new HealthDetailsResponse.VerificationPart(verified.StartedAt, verified.Entries, verified.Blocks, verified.Fault is { } found ? LedgerFault.Telling(found) : null),
        };
    }

    /// <summary>Null, with the reason told, while the rows contradict each other.</summary>
    private static async Task<T?> FittingAsync<T>(
        Func<CancellationToken, Task<T>> read, List<string> contradictions, CancellationToken cancellation)
        where T : class
    {
        try
        {
            return await read(cancellation);
        }
        catch (LedgerFaultException broken)
        {
            contradictions.Add(broken.Message);
            return null;
        }
    }

    private static void Add(List<string> faults, string? fault)
    {
        if (fault is not null)
            faults.Add(fault);
    }

    private async Task<HealthDetailsResponse.RejectedPart> RejectedAsync(CancellationToken cancellation)
    {
        var open = rejected.CountOpenAsync(cancellation);
        var oldest = rejected.OldestOpenAsync(cancellation);
        return new HealthDetailsResponse.RejectedPart(await open, await oldest);
    }

    private HealthDetailsResponse.ChainPart NoChain => new(HealthResponse.Down, options.ChainId, null, null);

    private async Task<(HealthDetailsResponse.ChainPart Chain, HealthDetailsResponse.WalletPart? Wallet, IReadOnlyList<JudgedSource>? Prices)> ReadChainAsync(
        TreasuryState state, BusinessParameters rules, Zar next, List<string> faults, CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(ChainPatience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, patience.Token);
        try
        {
            var key = await signer.CurrentKeyAsync(either.Token);
            var opening = await chain.OpenMarketAsync(either.Token);
            var units = opening.TermsOr(detail => new ChainMismatchException(detail)).Units;
            var amount = units.ToStablecoin(Zar.Max(next, LeastAsked));
            var facts = await chain.ReadAsync(key.Wallet, amount, state, either.Token);
            var age = (long)Math.Max(0, (time.GetUtcNow() - facts.HeadTime).TotalSeconds);
            faults.AddRange(HealthFaults.OfMarkets(facts.Offers));
            if (state.OpenOrderId is null && PreTradeChecks.CheckNonce(state, key.Wallet, facts) is { } nonce)
                faults.Add(nonce.Detail);
            faults.AddRange(WalletShortage.Find(facts, rules, next, units));
            var rate = await rates.ReadAsync(time.GetUtcNow(), either.Token);
            faults.AddRange(WalletShortage.Ahead(facts, rules, next, units, rate, walletOptions, time.GetUtcNow()));
            var prices = ReferencePrice.Decide(
                rules.Prices, rules.ReferencePrice, facts.Prices, facts.HeadTime > time.GetUtcNow() ? facts.HeadTime : time.GetUtcNow());
            faults.AddRange(HealthFaults.OfPrices(prices));
            await AddBlindNodesAsync(faults, key, amount, facts, either.Token);
            return (new(HealthResponse.Up, options.ChainId, facts.Head, age), Wallet(key, facts, rules, next, units) with
            {
                LeftoverAllowances = Leftovers(state, facts, units),
            }, prices.Kept);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            faults.Add("The chain or the signing key gave no answer in time.");
        }
        catch (Exception exception) when (exception is ChainMismatchException or OutageException)
        {
            faults.Add(exception.Message);
        }
        return (NoChain, null, null);
    }

    /// <summary>Nothing is bought on nodes that cannot run a purchase before it is paid for; what else a trial shows is each run's to tell.</summary>
    private async Task AddBlindNodesAsync(
        List<string> faults, SigningKey key, BigInteger amount, PreTradeFacts facts, CancellationToken cancellation)
    {
        var deadline = SwapTerms.Deadline(facts.HeadTime, time.GetUtcNow());
        var market = chain.Markets.All.First(market => market.Terms is not null);
        var purchase = new ProbedPurchase(market, key.Wallet, route.Recipient, amount, BigInteger.Zero, deadline, facts.HeadHash);
        var refused = await probe.TryAsync(purchase, cancellation);
        if (refused?.Reason == ReasonCode.SimulationUnsupported)
            faults.Add(refused.Detail);
    }

    /// <summary>Read with all else; an open order's own allowance is none.</summary>
    private static List<HealthDetailsResponse.AllowancePart>? Leftovers(TreasuryState state, PreTradeFacts facts, TokenUnits units)
    {
        var left = state.OpenOrderId is null ? facts.Allowances.Where(allowance => !allowance.Value.IsZero).ToList() : [];
        return left.Count == 0
            ? null
            : left.ConvertAll(allowance => new HealthDetailsResponse.AllowancePart(
                allowance.Key.ToString(), TokenText.Whole(allowance.Value, units.StablecoinDecimals)));
    }

    private static HealthDetailsResponse.WalletPart Wallet(
        SigningKey key, PreTradeFacts facts, BusinessParameters rules, Zar next, TokenUnits units) => new(
        key.Wallet.ToString(),
        TokenText.Whole(facts.NativeBalanceWei, TokenText.NativeDecimals),
        TokenText.Whole(WalletShortage.Gas(rules), TokenText.NativeDecimals),
        TokenText.Whole(facts.StablecoinBalance, units.StablecoinDecimals),
        next);

    private async Task<HealthDetailsResponse.OpenOrderPart?> OpenOrderAsync(TreasuryState state, CancellationToken cancellation)
    {
        if (state.OpenOrderId is not { } id || await orders.FindAsync(id, cancellation) is not { } found)
            return null;
        var order = found.Order;
        return new HealthDetailsResponse.OpenOrderPart(
            id,
            Words.Of(order.Phase),
            (long)(time.GetUtcNow() - order.CreatedAt).TotalSeconds,
            HoldResponse.Of(found),
            order.IsUnknown);
    }
}
