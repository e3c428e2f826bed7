using System.Globalization;
using BuyOrder.Domain;
using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Treasury;
using BuyOrder.Orders.Chain;
using BuyOrder.Orders.Market;
using BuyOrder.Orders.Store;

namespace BuyOrder.Orders.Engine.Watching;

/// <summary>
/// Tells a stranger's use of the key from a store that was restored from an old copy: then the chain has purchases of ours that no order of the
/// book made.
/// </summary>
internal sealed partial class RestoredBackupCheck(
    TransactionReader chain, TransferReader money, OutflowScan outflows, OrderQueries book, MarketRoute route, OrderStore store, TimeProvider time,
    ILogger<RestoredBackupCheck> logger)
{
    /// <summary>Purchases that are named in a reason; the rest are counted.</summary>
    public const int MaxNamed = 20;

    private Hash256? raised;

    /// <summary>Purchases by the wallet for the recipient, since the book last looked at the chain, that belong to no order.</summary>
    /// <exception cref="ChainUnavailableException">There is no majority.</exception>
    public async Task<MissingPurchases> FindAsync(Address wallet, TreasuryState state, CancellationToken cancellation)
    {
        var facts = await chain.ReadAsync(wallet, [], state.HighWaterBlock, cancellation);

        // What an address did that the book never signed with may lie anywhere.
        var from = state.NextNonce.ContainsKey(wallet) ? Math.Min(state.HighWaterBlock, facts.Final) : 0;
        var searched = await outflows.FindAsync(wallet, from, facts.Final, cancellation);
        var ownerless = new List<Hash256>();
        foreach (var hash in searched.Hashes)
        {
            if (await book.FindOwnerAsync(hash, cancellation) is null)
                ownerless.Add(hash);
        }

        if (ownerless.Count == 0)
            return new MissingPurchases([], facts, searched);
        facts = await chain.ReadAsync(wallet, ownerless, state.HighWaterBlock, cancellation);
        var moved = await money.ReadAsync(wallet, route.Recipient, facts.Receipts.Values, cancellation);
        var purchases = moved.Values.Select(each => each.Purchase).OfType<Purchase>().OrderBy(purchase => purchase.BlockNumber).ToList();
        return new MissingPurchases(purchases, facts, searched);
    }

    /// <summary>Why nothing may be bought while these are missing.</summary>
    public static Refusal Refuse(MissingPurchases missing) => new(ReasonCode.StoreOutdated, Describe(missing));

    /// <summary>Looks without being asked to buy, as at a start: an old copy is told before the next run.</summary>
    /// <exception cref="ChainUnavailableException">There is no majority.</exception>
    public async Task LookAsync(TreasuryState state, CancellationToken cancellation)
    {
        foreach (var (wallet, expected) in state.NextNonce)
        {
            var facts = await chain.ReadAsync(wallet, [], state.HighWaterBlock, cancellation);
            if (facts.NonceAtFinal <= expected)
                continue;
            var missing = await FindAsync(wallet, state, cancellation);
            if (missing.Purchases.Count > 0)
                await RaiseAsync(missing, cancellation);
        }
    }

    /// <summary>The alarm: once for what this process has found, however often it is found again.</summary>
    public async Task RaiseAsync(MissingPurchases missing, CancellationToken cancellation)
    {
        var newest = missing.Purchases[^1].TransactionHash;
        if (raised == newest)
            return;
        var found = Refuse(missing);
        Log.Outdated(logger, found.Detail);
        await store.NotifyAsync(Notification.OfOldCopy(newest.ToString(), found, time.GetUtcNow(), store.NewestKnown), cancellation);
        raised = newest;
    }

    private static string Describe(MissingPurchases missing)
    {
        var named = missing.Purchases.Take(MaxNamed).Select(purchase => string.Create(
            CultureInfo.InvariantCulture,
            $"{purchase.TransactionHash} (block {purchase.BlockNumber}: {purchase.SpentUnits} units of stablecoin for {purchase.TokensAcquired})"));
        var more = missing.Purchases.Count > MaxNamed ? $" and {missing.Purchases.Count - MaxNamed} more" : "";
        return "The store was restored from an old copy: the order store does not know these purchases of its wallet: "
            + $"{string.Join(", ", named)}{more}; searched were blocks {missing.Searched.From} to {missing.Searched.To}.";
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Critical, Message = "Buying is stopped. {Detail}")]
        public static partial void Outdated(ILogger logger, string detail);
    }
}

/// <summary>Purchases that the chain has and the order store does not know.</summary>
/// <param name="Purchases">Oldest first.</param>
/// <param name="Chain">What the nodes agree on about the wallet.</param>
/// <param name="Searched">How far the logs were searched.</param>
internal sealed record MissingPurchases(IReadOnlyList<Purchase> Purchases, TransactionFacts Chain, OutflowScan.Found Searched);
